//! The names, codes and sizes of Tilburg that the demo borrows; all else about them is made up.
//!
//! Codes and names of wijken and of the old buurten are those of CBS, residents are those of
//! 2024 rounded to five. The division into areas of the Toegang and the map are schematic.

/// A wijk of the division since 2017.
pub struct WijkFact {
    /// The last two digits of the code.
    pub number: u32,
    pub name: &'static str,
    /// Residents in 2024.
    pub residents: u32,
    /// The area of the Toegang, as a number from 1.
    pub gebied: usize,
    /// The old wijken it lies in, with the percentage in each.
    pub old: &'static [(u32, u32)],
    /// Column and row on the map; row 0 is the north.
    pub cell: (u32, u32),
}

/// The number of the wijk that came from another municipality on 1 January 2021.
pub const BIEZENMORTEL: u32 = 68;

/// The areas of the Toegang, `TG01` and on.
pub const TOEGANGSGEBIEDEN: [&str; 11] = [
    "Centrum",
    "Oud-Noord",
    "Noord-West",
    "West",
    "Zuid-West",
    "Reeshof",
    "Oost-Zuid-Oost",
    "Oud-Zuid-Oost",
    "Noord-Oost",
    "Berkel-Enschot",
    "Udenhout",
];

/// The wijken up to 2016; the place is the last digit of the code.
pub const OLD_WIJKEN: [&str; 10] = [
    "Wijk 00 Centrum",
    "Wijk 01 Oud-Zuid",
    "Wijk 02 Oud-Noord",
    "Wijk 03 West",
    "Wijk 04 Noord",
    "Wijk 05 Oost",
    "Wijk 06 Zuid",
    "Wijk 07 Berkel-Enschot",
    "Wijk 08 Reeshof",
    "Wijk 09 Udenhout",
];

const fn wijk(
    number: u32,
    name: &'static str,
    residents: u32,
    gebied: usize,
    old: &'static [(u32, u32)],
    cell: (u32, u32),
) -> WijkFact {
    WijkFact { number, name, residents, gebied, old, cell }
}

/// The wijken since 2017, in order of code.
pub const WIJKEN: [WijkFact; 59] = [
    wijk(10, "Binnenstad", 8065, 1, &[(0, 83), (1, 17)], (8, 5)),
    wijk(11, "Hoogvenne", 6235, 7, &[(1, 100)], (9, 5)),
    wijk(12, "Armhoef", 2335, 7, &[(1, 100)], (9, 4)),
    wijk(13, "Jeruzalem", 1500, 7, &[(1, 100)], (10, 5)),
    wijk(14, "Fatima", 3410, 8, &[(1, 100)], (9, 6)),
    wijk(15, "Broekhoven", 4445, 8, &[(1, 100)], (9, 7)),
    wijk(16, "Oerle", 6355, 8, &[(1, 100)], (8, 7)),
    wijk(17, "Korvel", 5810, 8, &[(1, 100)], (7, 7)),
    wijk(18, "Trouwlaan - Uitvindersbuurt", 4260, 8, &[(1, 100)], (8, 6)),
    wijk(19, "Sint Anna", 3035, 8, &[(1, 100)], (6, 4)),
    wijk(20, "Noordhoek", 4985, 1, &[(1, 100)], (7, 6)),
    wijk(21, "Spoorzone Zuid", 1615, 1, &[(1, 57), (0, 25), (2, 18)], (7, 5)),
    wijk(22, "Bouwmeester", 4320, 2, &[(2, 100)], (6, 2)),
    wijk(23, "De Hasselt", 7030, 2, &[(2, 100)], (6, 3)),
    wijk(24, "Het Goirke", 4660, 2, &[(2, 100)], (7, 3)),
    wijk(25, "Groeseind-Hoefstraat", 7160, 2, &[(2, 100)], (8, 3)),
    wijk(26, "Loven-Besterd", 5825, 2, &[(2, 100)], (9, 3)),
    wijk(27, "Theresia", 4560, 2, &[(2, 100)], (8, 4)),
    wijk(28, "Spoorzone Noord", 585, 1, &[(2, 100)], (7, 4)),
    wijk(29, "Kanaalzone", 845, 2, &[(2, 100)], (7, 2)),
    wijk(30, "Moerenburg", 55, 7, &[(5, 89), (7, 11)], (11, 5)),
    wijk(31, "De Leij", 610, 8, &[(6, 100)], (9, 8)),
    wijk(32, "Groenewoud", 7385, 8, &[(6, 100)], (8, 8)),
    wijk(33, "Stappegoor", 2215, 8, &[(6, 100)], (7, 8)),
    wijk(34, "Bedrijventerrein Het Laar", 110, 5, &[(6, 100)], (6, 8)),
    wijk(35, "De Blaak", 5845, 5, &[(6, 100)], (5, 7)),
    wijk(36, "Zorgvlied", 4240, 5, &[(3, 100)], (6, 6)),
    wijk(37, "De Reit", 6845, 4, &[(3, 100)], (6, 5)),
    wijk(38, "Het Zand", 12_825, 4, &[(3, 100)], (5, 5)),
    wijk(39, "Wandelbos Noord", 6050, 4, &[(3, 100)], (5, 3)),
    wijk(40, "Wandelbos Zuid", 2245, 5, &[(3, 100)], (5, 4)),
    wijk(41, "De Oude Warande", 20, 4, &[(3, 100)], (4, 4)),
    wijk(42, "Stokhasselt", 7095, 3, &[(4, 100)], (6, 1)),
    wijk(43, "Heikant", 11_910, 9, &[(4, 100)], (7, 1)),
    wijk(44, "Quirijnstok", 4820, 9, &[(4, 100)], (8, 1)),
    wijk(45, "Industrieterrein Loven", 530, 9, &[(5, 100)], (9, 2)),
    wijk(46, "Bosscheweg", 220, 7, &[(5, 95), (7, 5)], (10, 4)),
    wijk(47, "Gesworen Hoek", 3895, 6, &[(8, 100)], (3, 3)),
    wijk(48, "Huibeven", 4920, 6, &[(8, 100)], (3, 4)),
    wijk(49, "Campenhoef", 2650, 6, &[(8, 100)], (2, 4)),
    wijk(50, "Heyhoef", 320, 6, &[(8, 100)], (2, 3)),
    wijk(51, "Heerevelden", 2310, 6, &[(8, 100)], (1, 3)),
    wijk(52, "Dongewijk", 2035, 6, &[(8, 100)], (1, 4)),
    wijk(53, "Tuindorp De Kievit", 5210, 6, &[(8, 100)], (2, 5)),
    wijk(54, "Leeuwerik", 5835, 6, &[(8, 100)], (0, 3)),
    wijk(55, "Dalem Noord", 3865, 6, &[(8, 100)], (0, 4)),
    wijk(56, "Dalem Zuid", 4215, 6, &[(8, 100)], (0, 5)),
    wijk(57, "Koolhoven", 5635, 6, &[(8, 100)], (1, 5)),
    wijk(58, "Witbrant", 2865, 6, &[(8, 100)], (3, 5)),
    wijk(59, "Bedrijventerrein Kraaiven", 45, 3, &[(4, 100)], (5, 2)),
    wijk(60, "Bedrijventerrein Vossenberg", 105, 4, &[(4, 100)], (3, 2)),
    wijk(61, "De Katsbogten", 15, 5, &[(6, 100)], (7, 9)),
    wijk(62, "Buitengebied Tilburg Zuid-Oost", 25, 7, &[(6, 61), (7, 39)], (10, 8)),
    wijk(63, "Buitengebied Tilburg Zuid-West", 860, 5, &[(6, 100)], (3, 6)),
    wijk(64, "Buitengebied Tilburg Noord-Oost", 250, 9, &[(4, 100)], (8, 0)),
    wijk(65, "Buitengebied Tilburg Noord-West", 40, 3, &[(4, 100)], (3, 1)),
    wijk(66, "Berkel-Enschot", 14_480, 10, &[(7, 100)], (10, 2)),
    wijk(67, "Udenhout", 8730, 11, &[(9, 100)], (10, 0)),
    wijk(68, "Biezenmortel", 1485, 11, &[], (11, 0)),
];

/// The buurten up to 2016: the last four digits of the code, which begin with those of the wijk.
pub const OLD_BUURTEN: [(u32, &str); 67] = [
    (0, "Centrum"),
    (100, "Tivoli"),
    (101, "Armhoef"),
    (102, "Jeruzalem"),
    (103, "Hoevenseweg"),
    (104, "Broekhoven"),
    (105, "Oude Dijk"),
    (106, "Trouwlaan"),
    (107, "Korvel"),
    (108, "Rooi Harten"),
    (109, "Hagelkruis"),
    (200, "Besterd"),
    (201, "Gasthuisstraat"),
    (202, "De Hasselt"),
    (203, "Het Goirke"),
    (204, "Groeseind"),
    (205, "Hoefstraat"),
    (206, "Koestraat"),
    (207, "Loven"),
    (208, "Industriestrook GoirkeKanaaldijk"),
    (209, "Industriestrook LovenseKanaaldijk"),
    (300, "Zorgvlied"),
    (301, "De Reit"),
    (302, "TweeSteden Ziekenhuis - De Rooi Pannen"),
    (303, "Het Zand"),
    (304, "Wandelbos-Noord"),
    (305, "De Oude Warande"),
    (306, "Wandelbos-Zuid"),
    (400, "Industrieterrein Vossenberg"),
    (401, "Industrieterrein Kraaiven"),
    (402, "Stokhasselt-Noord"),
    (403, "Vlashof"),
    (404, "De Schans"),
    (405, "De Lijnse Hoek"),
    (406, "Quirijnstok"),
    (407, "Stokhasselt-Zuid"),
    (408, "Buitengebied Noordoost"),
    (409, "Buitengebied Noordwest"),
    (500, "Industrieterrein-Oost"),
    (501, "Industrieterrein Loven"),
    (502, "Bosscheweg"),
    (503, "Moerenburg"),
    (600, "Koningshoeven"),
    (601, "Groenewoud"),
    (602, "Het Laar"),
    (603, "De Blaak"),
    (604, "Katsbogten - Bakerland"),
    (609, "Buitengebied Zuidwest"),
    (700, "Berkel"),
    (701, "Enschot"),
    (702, "Eikenbosch"),
    (703, "Ruiven"),
    (704, "Berkelse Akkers"),
    (708, "Verspreide huizen ten noorden van Berkel-Enschot"),
    (709, "Verspreide huizen ten zuiden van Berkel-Enschot"),
    (800, "Heyhoef"),
    (801, "Gesworen Hoek"),
    (802, "Huibeven"),
    (803, "Heerevelden"),
    (804, "Campenhoef"),
    (805, "Tuindorp de Kievit"),
    (806, "Dongewijk"),
    (807, "Dalem"),
    (808, "Koolhoven"),
    (809, "Witbrant"),
    (900, "Udenhout"),
    (909, "Verspreide huizen Udenhout"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_wijk_has_its_own_number_name_and_cell() {
        assert_eq!(WIJKEN.iter().map(|fact| fact.number).collect::<BTreeSet<_>>().len(), 59);
        assert_eq!(WIJKEN.iter().map(|fact| fact.name).collect::<BTreeSet<_>>().len(), 59);
        assert_eq!(WIJKEN.iter().map(|fact| fact.cell).collect::<BTreeSet<_>>().len(), 59);
    }

    #[test]
    fn every_wijk_but_the_newcomer_lies_wholly_in_old_wijken() {
        for fact in &WIJKEN {
            let percent: u32 = fact.old.iter().map(|&(_, percent)| percent).sum();
            assert_eq!(percent, if fact.number == BIEZENMORTEL { 0 } else { 100 });
        }
    }

    #[test]
    fn every_area_of_the_toegang_has_a_wijk() {
        let used: BTreeSet<usize> = WIJKEN.iter().map(|fact| fact.gebied).collect();
        assert_eq!(used, (1..=TOEGANGSGEBIEDEN.len()).collect());
    }
}
