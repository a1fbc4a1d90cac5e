//! The codes of findings: their level and what they mean.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Good to know.
    Note,
    /// A figure may be affected.
    Warning,
    /// Nothing is published.
    Error,
}

impl Level {
    /// The word in messages and in `bevindingen.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares the codes once: name, word, level, one sentence, and what to do.
macro_rules! codes {
    ($($variant:ident $word:literal $level:ident $title:literal $text:literal)*) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word by which users know the code.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The level that findings of this kind have.
            pub fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level),* }
            }

            /// What the code stands for, in one sentence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// Why it is a finding and what can be done.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

codes! {
    TomlSyntax "toml-syntax" Error
        "The file is not TOML."
        "Definition files are TOML. The parser points at the first byte it cannot read: often a \
         missing quote, a missing `=`, or a key that is given twice."
    UnknownKey "unknown-key" Error
        "A key that the program does not know."
        "Keys form a closed list, so that a typing error never passes for a setting. \
         `indicators/README.md`, `indicators/MONITOR.md` and `indicators/VERDELING.md` list all keys. \
         Remove the key or use the one that is meant."
    WrongType "wrong-type" Error
        "A value of another type than the key takes."
        "A text needs quotes, a number does not; a list stands in square brackets; a date is \
         written bare as 2018-04-01."
    MissingField "missing-field" Error
        "A key that cannot be left out is absent."
        "Nothing is guessed: a definition without this key has no meaning. Add it to the table \
         that the finding points at."
    UnknownWord "unknown-word" Error
        "A word outside a closed list."
        "Keys such as `domein`, `laag`, `richting`, `type` and `niveau` take one of a few \
         words. The finding names the nearest one."
    BadValue "bad-value" Error
        "A value that cannot be used."
        "The value has the right type but not a usable content: a period that does not exist, a \
         code of another form, a number outside its range."
    UnknownSource "unknown-source" Error
        "An indicator names a source that the monitor does not have."
        "Sources are declared in `monitor.toml` as `[bron.<naam>.records]`, `.enquete` or \
         `.cijfers`."
    UnknownColumn "unknown-column" Error
        "A column that the source does not declare."
        "Columns are declared in `monitor.toml` as `[bron.<naam>.kolommen.<kolom>]`; indicators \
         and filters use the name of that table, not the header of the export."
    UnknownCodeList "unknown-code-list" Error
        "A code list that the monitor does not declare."
        "Code lists are declared in `monitor.toml` as `[codelijst.<naam>]`."
    CodeListKey "code-list-key" Error
        "A code list whose codes depend on what the source does not tell."
        "Reasons of ending mean different things in iWmo 2.0, iWmo 3.2 and iJw 3.2. Say with `wet` \
         and `versie` under `[bron.<naam>.<vorm>]` which columns tell the law and the version of \
         a row; otherwise take a list of your own that holds the codes of one law and version."
    FilterSyntax "filter-syntax" Error
        "A filter that cannot be read."
        "Filters know `and`, `or`, `not`, brackets, the comparisons `== != < <= > >=`, `in \
         (…)`, `in codelijst(\"…\")`, `in @periode` and `is leeg`. Texts stand in double quotes, \
         dates bare."
    FormulaSyntax "formula-syntax" Error
        "A formula that cannot be read."
        "Formulas of `[meting.afgeleid]` know numbers, `+ - * /`, brackets, the ids of indicators in \
         braces, `{zr_meldingen}`, and `gemeente({id})` for the figure of the whole gemeente."
    FormulaCycle "formula-cycle" Error
        "An indicator is computed from itself."
        "The formulas of `[meting.afgeleid]` lead in a circle, so that none of them has a figure. \
         Take the reference that closes the circle out of one of them."
    FilterType "filter-type" Error
        "A filter compares things of different types."
        "A column of type `datum` compares with a date, `getal` and `geheel` with a number, \
         `code` and `tekst` with a text and only for equality. This is checked before any data \
         is read, because such a filter would silently select nothing."
    DuplicateId "duplicate-id" Error
        "Two indicators have the same id."
        "An id names one indicator for ever. Give one of the two files another id."
    LooserThreshold "looser-threshold" Error
        "A threshold is lowered without a decision."
        "`indicators/_standaard.toml` protects everybody. It may be less strict than what is built in, and an \
         indicator less strict than it, only on a decision: `besluit` in the same `[onderdrukking]` says who \
         decided, and when. That also holds for a `profiel` of others, several of which are less strict."
    DecidedThreshold "decided-threshold" Warning
        "An indicator is less strict than the default, on a decision."
        "`besluit` in `[onderdrukking]` of the indicator names the decision. Its cells rest on fewer persons than \
         those of other indicators; see to it that the decision still holds and covers this one."
    UnprotectedCell "unprotected-cell" Error
        "A withheld cell can be computed from what is shown, now or in earlier reports."
        "No other table than the true one fits the figures, so withholding the cell hides nothing. Mostly an earlier \
         report shows what would have to be withheld now. Withdraw that report and take its lines out of \
         `publicaties.lock`, or leave the period or the level out of the indicator."
    PublishedBefore "published-before" Warning
        "A cell that is withheld now stood in an earlier report with the same counts."
        "A threshold was raised, or a report was made without it. Readers may have kept the old report: withdraw it. \
         Cells around it are withheld as if the number were known."
    BadRegister "bad-register" Error
        "The register of earlier reports cannot be read."
        "`publicaties.lock` beside the reports tells what earlier ones showed, so that a new report cannot be \
         subtracted from them. Put back the file that the last build wrote; only `build` and `allocate` write it."
    MissingFile "missing-file" Error
        "A file or folder that is named does not exist."
        "A pattern that matches no file is a fault, too: an export that was not delivered would \
         otherwise look like a wijk in which nothing happened."
    PathOutside "path-outside" Error
        "A path leads out of the folder of the monitor."
        "Sources, code lists and area files lie below the folder of `monitor.toml`, so that a \
         definition from elsewhere cannot read other files."
    AreaTree "area-tree" Error
        "The tree of areas is not a tree."
        "Each area lies in an area of a higher level, and may lie in several at once when these are \
         of different levels: a wijk in a toegangsgebied and in a stadsdeel. By no way may it \
         lie in two of one level, for these would count it twice together. There is one gemeente: \
         the one of `monitor.toml`."
    BadCrosswalk "bad-crosswalk" Error
        "The crosswalk between vintages of areas loses or doubles something."
        "Each row of `overgang` says which part of an area that ended went to an area of the same \
         level that is there on `vanaf`. The shares of an area add up to 1, but for the rounding of \
         their last decimal, and no area comes from itself; otherwise converted figures would \
         not add up to those of the gemeente."
    CrosswalkBySurface "crosswalk-by-surface" Warning
        "A part of an area is measured by its surface."
        "People do not live evenly over the ground: a park of half a wijk holds nobody. Converted \
         figures are then far off. Count the addresses or residents of each part, and name that \
         in `grondslag`."
    AreaChanged "area-changed" Warning
        "An area that changed without a row in the crosswalk."
        "CBS says of each area and year whether its code (2) or its border (3) changed since the year \
         before. Without a row in `overgang` figures before and after are of different areas \
         under one name, or one area has two half series."
    MissingColumn "missing-column" Error
        "An export lacks a declared column."
        "The header of the file has none of the names under `kop`. When the system has renamed \
         the column, add the new name to `kop`; the old one stays for older files."
    DoubleColumn "double-column" Error
        "Two columns of an export fit the same declaration."
        "The program does not choose. Name the right header exactly under `kop`."
    BadFile "bad-file" Error
        "A file that is not what it seems to be, or is damaged."
        "Workbooks, SPSS files, JSON and XML are read as what they are, whatever their name. Open \
         the file in the program that made it and save it again; `soort` says what it should be. \
         Packed files are not unpacked, and a PDF or a picture holds no table."
    UnclearNumber "unclear-number" Error
        "Numbers of a file that can be read in two ways."
        "`18.700` is 18700 in a Dutch export and 18.7 in one of StatLine. When no number of the \
         file settles it, say under `[bron.<naam>.dialect]` which sign stands before decimals, \
         as `decimaal`. In a workbook it is about numbers that were typed as texts."
    Preamble "preamble" Note
        "Text above the header of an export."
        "The header is the row in which most declared columns are found. What stands above it, \
         such as a title or the date of the export, is no part of the table. `kopregel` under \
         `[bron.<naam>.dialect]` says which line it is."
    TotalRow "total-row" Note
        "A total or a note below the rows of an export."
        "The row begins with a word such as `Totaal` or `Bron:` and lacks what a row must have, \
         so it is excluded and counted in `bronnen.csv`."
    ErrorCell "error-cell" Warning
        "A cell that holds an error of the spreadsheet."
        "The row is in quarantine. A formula such as a look-up found nothing, so that the cell \
         shows `#N/A`; repair it in the workbook."
    EmptyFile "empty-file" Error
        "An export has no header."
        "The file is empty or holds only blank lines; it was probably not exported completely."
    BadWorkbook "bad-workbook" Error
        "A workbook that cannot be read."
        "Read are xlsx, xlsm, xls and ods without a password, within bounds that no export \
         reaches. Open it in a spreadsheet program and save it again as xlsx."
    UnknownSheet "unknown-sheet" Error
        "The sheet to read is not there, or not named."
        "A workbook with several sheets that hold something needs `werkblad`, the name of the \
         sheet with the table."
    MergedCells "merged-cells" Warning
        "Merged cells in a table."
        "The text stands in the first of the merged cells alone; the others are empty. Undo the \
         merge and give each column its own header, each row its own value."
    StaleFormula "stale-formula" Warning
        "Formulas without a computed value."
        "A program wrote the formulas without computing them, so their cells are empty here. Open \
         the workbook in a spreadsheet program and save it."
    BadJson "bad-json" Error
        "A file that is no page of an OData service."
        "A page of StatLine has a list `value` of objects without objects in them. Download it \
         again; an answer with an error in it is no data."
    BadXml "bad-xml" Error
        "A file that is no message of iWmo or iJw that is read."
        "Read are the messages 301, 305, 307 and 315 of iWmo and iJw, whole and without a document \
         type. Return messages and other codes are not."
    BadBundle "bad-bundle" Error
        "A bundle of StatLine that makes no sense."
        "A bundle is a folder with `Observations.csv` and its code tables, unpacked from one \
         download. Two observations of one cell, or a name of several measures, are not settled."
    MorePages "more-pages" Warning
        "A page of a service after which more follow."
        "The page names the next one. Download all pages: what is not there looks like areas \
         without figures."
    Bsn "bsn" Error
        "A column that holds BSNs."
        "Most of its numbers of eight or nine digits pass the eleven test. Use `pseudonimiseer = \
         \"hmac\"` with a key outside the monitor, leave the column out of the export, or declare \
         with `geen_bsn = true` that it is another number."
    KeyFile "key-file" Error
        "A key that is not kept as a secret."
        "The key lies outside the folder of the monitor, is closed to others (`chmod 600`) and has \
         32 to 4096 bytes. Whoever has it can name each person."
    DateOrder "date-order" Warning
        "A date that lies before one that it must follow."
        "The row is in quarantine. `volgorde` names the dates in their order, such as the start \
         and the end of a provision; one of the two is wrong, and nobody knows which."
    FutureDate "future-date" Warning
        "A record of after the last period of the monitor."
        "The row is used, but lies in no period. Often a year with two digits exchanged, or an \
         export that is newer than `tot`."
    MissingDelivery "missing-delivery" Warning
        "A step of a regular series without a file."
        "The names of the other files form a series. What was not delivered looks like a time in \
         which nothing happened."
    OverlappingDelivery "overlapping-delivery" Warning
        "Two files that hold the same rows."
        "Their names claim one period, or a tenth of their rows is of the same months. Rows in \
         both count twice: keep one."
    RowJump "row-jump" Warning
        "A delivery with far more or fewer rows than usual."
        "It has more than twice or less than half of the usual rows, outside the normal spread. \
         Check that the export is whole."
    ManyUnknownAreas "many-unknown-areas" Warning
        "Most rows have no known area."
        "They count in the gemeente alone, so the figures of the wijken are those of a few rows. \
         Look at the findings on the column of the area: codes of another form, of another year or \
         none. `max_gebied_onbekend` is the share of the rows of a source, or of one file of it, \
         above which this is an error; without it there is a warning above half."
    UnlinkedSource "unlinked-source" Warning
        "A source of the layers shares no person with the others."
        "People are followed from layer to layer by their pseudonym, so it must be the same in all sources: \
         the same number, or a keyed hash with the same key. A source that cannot have it says \
         `gekoppeld = false`; its rows are then counted in their layer, and where people come from \
         and go to is `onbekend`."
    AllExcluded "all-excluded" Warning
        "A file or source of which no row is used."
        "All its rows are of other gemeenten, or `uitsluiten` leaves them all out. A wrong download \
         or a wrong code of the gemeente looks like a time in which nothing happened."
    OtherMessage "other-message" Warning
        "A message that the profile is not for."
        "`istandaarden-wmo301` stands for WMO301 alone. The rows are used: dates and codes of another \
         message stand elsewhere, so they seldom mean what an indicator takes them for. Name its \
         files under a source of their own."
    ManyRejected "many-rejected" Warning
        "Many rows in quarantine."
        "`waarschuw_afgekeurd` is the share of the rows of a source, or of one file of it, above \
         which this is said; above `max_afgekeurd` nothing is published."
    UnclosedQuote "unclosed-quote" Error
        "A quoted field does not end."
        "From this line to the end of the file everything is one field. A quote inside a quoted \
         field is written twice."
    StrayQuote "stray-quote" Warning
        "Rows that run together behind a quote."
        "A text opens with a quote, goes over the end of its line, and has other text behind the \
         next quote. The quote was probably not closed, so that several rows look like one. Its \
         lines are in quarantine, each as a row. A quote inside a quoted text is written twice."
    MixedEncoding "mixed-encoding" Warning
        "A file in two encodings."
        "Most letters of the file are Windows-1252, but some are UTF-8, and are read as other \
         letters: `Zoë` becomes `ZoÃ«`, which is another word or person. Export the parts of the \
         file apart."
    Encoding "encoding" Warning
        "A text that is not in the declared encoding."
        "The row is in quarantine. Old systems write Windows-1252: set `codering = \
         \"windows-1252\"` under `[bron.<naam>.dialect]`."
    FieldCount "field-count" Warning
        "A row with too few or too many fields."
        "The fields cannot be told apart any more, so the row is in quarantine, unchanged. \
         Often a delimiter or a line break in a text without quotes."
    EmptyRequired "empty-required" Warning
        "An empty cell in a column that is `verplicht`."
        "Without it the row cannot count, so it is in quarantine."
    BadDate "bad-date" Warning
        "A cell that is not a date of the declared form."
        "The row is in quarantine. Forms are declared under `vorm`; a year always has four \
         digits, and 31 June does not exist. A time of day may stand behind it, without a zone."
    EarlyDate "early-date" Warning
        "A date of before 1900."
        "The row is in quarantine. Systems write dates such as 30-12-1899 or 01-01-1753 where none \
         is known: name that text under `leeg` of the column, so that the cell is empty."
    BadNumber "bad-number" Warning
        "A cell that is not a number."
        "The row is in quarantine. The decimal sign is settled for each file, or declared under \
         `[bron.<naam>.dialect]` as `decimaal`; more decimals than `decimalen` are refused, \
         because they would be lost, unless the column has `afronden = true`."
    OutOfRange "out-of-range" Warning
        "A number or a date outside the range of its column."
        "The column declares a `bereik`. The row is used with this cell empty; in a column that is \
         `verplicht` it is in quarantine."
    BadPeriod "bad-period" Warning
        "A cell that is not a period."
        "The row is in quarantine. Periods are written as `2017`, `2017H1`, `2017K1` or \
         `2017M01`; the forms of StatLine such as `2017JJ00` and `2017 1e kwartaal` are read \
         as well."
    Provisional "provisional" Note
        "Figures that are marked as provisional."
        "A period with `*` or `**` behind it, as StatLine writes it. The figures are used; a later \
         download may have others."
    BadAreaCode "bad-area-code" Warning
        "A cell that is not the code of an area."
        "Codes are `GM####`, `WK######`, `BU########` or a code of `indeling.csv`. Spreadsheets \
         turn codes into numbers such as `8,55E+05`. A record counts in the gemeente, under \
         `onbekend`; a published figure goes to quarantine."
    MangledCode "mangled-code" Warning
        "A code that a spreadsheet made a number of."
        "Numbers of persons or records that have zeros in front in one file and none in another are \
         used, and count twice. Otherwise the row is in quarantine. A long code of digits became a number such as `1,23457E+08`: its \
         last digits are lost, and different codes or persons look like one. Export the file \
         again without opening it in a spreadsheet, or with the column as text."
    UnknownArea "unknown-area" Warning
        "The code of an area that the tree does not have."
        "A record counts in the gemeente, under `onbekend`; a published figure goes to \
         quarantine. Add the area to `indeling.csv` when it exists."
    AreaNotValid "area-not-valid" Warning
        "The code of an area that did not exist at the time."
        "Codes are replaced when areas change. Where `overgang` tells what became of the area, a \
         record counts by share in its successors; one with a code from before its first day \
         counts in that area. Other records count in the gemeente, under `onbekend`; a \
         published figure goes to quarantine."
    AreaElsewhere "area-elsewhere" Warning
        "A record of another gemeente."
        "The row is excluded and counted in `bronnen.csv`. In files of published figures other \
         gemeenten are expected and pass without a finding."
    UnknownValue "unknown-value" Warning
        "A text that the mapping does not know."
        "The rows are used, with this cell empty. The finding lists the texts that most rows hold, \
         with lines to add to the file under `waarden`. A code is suggested only where a text is \
         nearly that of a known word; fill in the others instead of `?`."
    UnknownCode "unknown-code" Warning
        "A code that the code list does not have."
        "The row is used. `codelijst` says which list the codes of the column stand in. The code is \
         not in it, not in the law and version of the row, or not on its date: a typing error, a \
         zero that a spreadsheet dropped, or a code that stands for something else there."
    UnknownVersion "unknown-version" Warning
        "Codes of a law or version that the code list does not know."
        "The code does not count as one of the list, because in another version it may mean \
         something else. Map the words of your system to those of the list with `waarden`, or add \
         the law and version to a list of your own; a row of it without a code says that it has \
         none there."
    RemovedCounts "removed-counts" Warning
        "Removed records that count."
        "A toewijzing with reason 13 is taken back and is to be treated as never sent. Leave such \
         rows out with `uitsluiten` under `[bron.<naam>.<vorm>]`."
    NoHours "no-hours" Note
        "Rows without hours per week."
        "Pieces, amounts, days and nights, and a total for the whole provision do not convert to \
         hours per week; those rows are used, with the column of hours empty. It is a warning when \
         a unit or frequentie is not in its list, or a volume lies below zero: those are faults in \
         the delivery."
    DuplicateKey "duplicate-key" Warning
        "A row with a key that an earlier row has."
        "The first row is used, this one is in quarantine. The key is declared as `sleutel`. Where a \
         record is sent again when it changes, `laatste` says which row counts."
    Superseded "superseded" Note
        "A row in whose place a later one counts."
        "`laatste` says which of the rows with one key is the last. The others are excluded and counted \
         in `bronnen.csv`; when the last one is taken back, none of them counts."
    EmptyKey "empty-key" Warning
        "Rows that lack a part of their key."
        "They are used, but nobody knows whether one was delivered twice: rows without a number \
         are not one and the same row. Name columns under `sleutel` that every row has."
    PlaceholderPerson "placeholder-person" Warning
        "A text in place of the number of a person."
        "`onbekend`, `NULL` or `0` counts as one person with many rows, by whom thresholds are judged \
         and persons counted. Declare it as `leeg` on the column; when it is `verplicht`, those \
         rows go to quarantine."
    DuplicateFigure "duplicate-figure" Error
        "Two published figures for the same thing."
        "The program does not choose between two rows with the same key, or with the same area \
         and period for one indicator. Remove one of the rows, name more columns in the \
         `sleutel` of the source, or narrow the `sleutel` of the indicator."
    TooManyRejected "too-many-rejected" Error
        "More rows in quarantine than allowed."
        "`max_afgekeurd` is the share of the rows of a source that may be in quarantine, 0.05 \
         when not given. Above it the figures would say more about the export than about the \
         wijk. A file of 20 rows or more is judged alone as well, without rows that another row \
         has given already: one broken delivery is a small part of ten years and all of its quarter."
    OutOfScale "out-of-scale" Warning
        "An answer outside the scale."
        "`geldig` gives the lowest and the highest answer, `ontbrekend` the codes for no \
         answer. The answer counts as missing."
    BadWeight "bad-weight" Error
        "A weight that is empty, zero or negative."
        "Each respondent needs a positive weight; leaving some out in silence would change what \
         the sample stands for."
    ExtremeWeight "extreme-weight" Warning
        "A weight far from the others of its wave."
        "It is more than ten times the median weight of the wave, or less than a tenth. A few such \
         respondents decide the figure of a wijk and widen its interval: cut the weights off, \
         or ask who made them. Waves of fewer than 10 respondents are not looked at."
    WeightsPopulation "weights-population" Warning
        "Weights that do not add up to the population."
        "The mean weight of the wave is above 1.5, so weights stand for residents; in a stratum \
         their sum differs by more than 5 % from `populatie`. The weights are of another year or \
         division, or respondents are missing."
    ReversedScale "reversed-scale" Warning
        "A wave of a survey whose scale seems to run the other way."
        "Its mean differs from that of the wave before by more than a fifth of the scale, and the \
         answers mirror those of that wave, as when 1 was the best in one questionnaire and 10 in \
         another. The direction of most waves counts as the right one. Waves with fewer than 30 \
         answers are not looked at, and a scale that is answered round its middle shows nothing."
    ResponseTooHigh "response-too-high" Warning
        "More people answered a survey than were asked."
        "The columns under `respons` of the survey contradict each other: they stand for something \
         else, or were exchanged."
    ResponseDiffers "response-differs" Warning
        "A published response that is not that of the respondents."
        "In an area of a wave the numbers under `respons` differ by more than 2 % from the rows of the \
         survey that are used. Respondents are missing from the export, or were counted in another \
         area. Waves without any respondent are not looked at."
    PopulationTooSmall "population-too-small" Error
        "A stratum with more respondents than residents."
        "The finite population correction would be negative. The population or the stratum of \
         the respondents is wrong."
    SameFile "same-file" Error
        "Two files of a source have the same content."
        "The same export was delivered twice, so every row would count twice. Remove one of the \
         files."
    NoRows "no-rows" Warning
        "A file or source without rows."
        "A file with a header and nothing under it is read as an empty delivery. Check that the \
         export ran."
    IncompletePeriod "incomplete-period" Warning
        "A period for which a source was not wholly delivered."
        "A quarter without a single row in the whole gemeente was most likely not exported. Its \
         figures, and those of the year it lies in, are missing rather than too low."
    NoPersons "no-persons" Warning
        "A register that does not tell which rows are of one person."
        "Thresholds are judged on persons. Without a column of type `pseudoniem` they are \
         judged on rows, and twelve meldingen of two persons would be shown."
    UnusedValue "unused-value" Warning
        "A value in a filter that no row has."
        "A filter on a text that never occurs selects nothing, and zero looks like a figure. \
         Compare it with the codes after the mapping in `waarden`, not with the words of the \
         export. The same is said of a code list of which no row has a code, and of a code in a \
         mapping that is nearly one that is asked for."
    IndicatorSkipped "indicator-skipped" Note
        "An indicator of the shipped catalogue whose source is not declared."
        "The catalogue that is part of the program measures more than this monitor has sources \
         for. Declare the source, or name a folder of your own with `indicatoren`."
    CoarseArea "coarse-area" Warning
        "A register whose rows name areas of several levels."
        "A row that names only a wijk counts in no buurt, and one that names the gemeente \
         counts in no wijk. The figures of the smaller areas leave those rows out."
    NoPeriod "no-period" Warning
        "An indicator for which no whole period lies within the monitor."
        "A year is computed only when all of it lies between `van` and `tot`. Choose other \
         bounds or another `frequentie`."
    BadMargins "bad-margins" Error
        "Published margins that do not enclose the figure."
        "The lower bound is at most the figure, and the figure at most the upper bound. The \
         columns or codes of the margins are probably exchanged."
    MissingPopulation "missing-population" Error
        "A stratum of a survey without a population."
        "`populatie` is declared, but has no number of people for this stratum and wave. \
         Without it the interval would be that of a sample from an endless population."
    NegativeNumber "negative-number" Error
        "A published number of people below zero."
        "Numbers that are counted or divided by cannot be negative. Codes such as -99997 for a \
         withheld number are declared under `leeg`."
    NoBaseline "no-baseline" Error
        "A target without a baseline."
        "Without a value to start from nobody can say how far a target is. Add `[nulmeting]` with the \
         `periode` that the target counts from and the `regel` that chose it; `waarde = \"uit_data\"` takes \
         the figure of each area."
    NoTarget "no-target" Error
        "An active indicator without a target."
        "What is `actief` has a contract: `[nulmeting]`, `[doel]`, `[smart]` and `[eigenaar]`, in its \
         own file or in one in the folder `doelen`. An indicator that is only read beside others says so \
         with `[lint.no-target]` and a reason, or stays `concept`."
    NoDeadline "no-deadline" Error
        "A target without a deadline."
        "A target that may be reached at any time cannot be missed. Add `deadline`, the last day on which \
         it can be reached."
    DeadlineBeforeBaseline "deadline-before-baseline" Error
        "A deadline that does not come after the baseline."
        "The term of a target runs from the end of the baseline to the deadline, and cannot be empty. \
         Correct one of the two."
    RemovedIndicator "removed-indicator" Error
        "An indicator that has a frozen baseline and no file."
        "Ids are never used again, because figures under one id must mean one thing. Keep the file of \
         an indicator that ends, with `levensfase = \"archief\"`."
    NotAShare "not-a-share" Error
        "A percentage whose teller is no part of its noemer."
        "A ratio of two counts can exceed 100, and then `%` is nonsense. Measure a part of a whole with \
         `[meting.aandeel]`, or give another `eenheid`, such as per 100 inwoners."
    SameChecker "same-checker" Error
        "What was entered was checked by who entered it."
        "Four eyes see more than two: `controle` names another person than `invoer`."
    NoDecision "no-decision" Error
        "A target without a decision, or with a text that is still to be written."
        "Who agreed to a target, in which decision, and why it can be reached, is what makes it acceptable \
         and realistic. Fill in `acceptabel`, `realistisch` and `besluit` of `[smart]`."
    ExpiredCode "expired-code" Error
        "A filter on a code that its list does not have, or not in the time of the monitor."
        "Codes come and go with the versions of a standard. A filter on a code that does not exist selects \
         nothing, and zero looks like a figure."
    DefinitionChanged "definition-changed" Error
        "The definition changed after its baseline was frozen, and no `[[wijziging]]` says so."
        "The frozen baseline was measured in another way than the figures of today. Add a `[[wijziging]]` \
         with the day, what changed, and whether the series breaks (`breuk`); then `wijkmonitor baseline \
         revise`."
    OffMeasurement "off-measurement" Error
        "A deadline on which nothing is measured."
        "A target is judged by a measurement. When none falls on the deadline, `beoordeel_op` names the one \
         that judges: the first after it, as in `beoordeel_op = \"2021\"` below `deadline = 2020-12-31`. A survey \
         names its waves: `meetmomenten = [\"2017\", \"2019\", \"2021\"]` under `[periode]`."
    MixedVintages "mixed-vintages" Error
        "A teller and a noemer with areas of different divisions."
        "In the baseline or now, one of the two sources names areas of another division than the other, \
         and the crosswalk does not bridge them for every area. Deliver both in one division, or add \
         the missing rows to `overgang`."
    NotDetectable "not-detectable" Warning
        "The change that is asked is smaller than what these areas can show."
        "With so few events or respondents, two measurements differ by more than this through chance alone, \
         so the status will be `onzeker` nearly always. The finding names the lowest level at which the \
         change can be shown (two-sided 5 %, power 80 %): set the target there, or ask for more, or over \
         a longer time."
    NotRealistic "not-realistic" Warning
        "The change that is asked is more than twice the largest ever seen."
        "Compared is the change per year, with the history of the series and of areas of its level. \
         A target that nobody came near is a wish: say in `realistisch` why it can be reached, and allow \
         the finding with that reason."
    TargetMet "target-met" Warning
        "The baseline already meets the target, or lies within its noise."
        "Nothing has to happen for such a target to be reached. Look whether `richting`, the sign or the \
         unit of `waarde` is what was meant."
    NoBalance "no-balance" Warning
        "Less is better, and nothing says what may not become worse."
        "Fewer referrals are progress only when people are still helped in time. Name in \
         `tegenindicatoren` what must be read beside it."
    ReviewOverdue "review-overdue" Warning
        "The day on which the indicator was to be looked at again has passed."
        "Compared with `--date`, or with the last day of the monitor. Look at the indicator with its \
         owner and give a new `volgende_herziening`."
    TargetOnModel "target-on-model" Warning
        "A target on figures that a model made."
        "Model estimates follow from the kind of people who live somewhere; they do not show what a policy \
         did there, so the status is `onzeker` always. Set the target at a level that was measured."
    TargetAfterData "target-after-data" Warning
        "The target was decided after the data that judge it."
        "A target that is set when the outcome is known cannot be missed. Look at the day of the decision \
         and at `beoordeel_op`."
    BaselineDiffers "baseline-differs" Warning
        "The baseline, computed again, is not what was frozen."
        "A delivery, a code list or the definition changed since. Targets keep to the frozen value; \
         `wijkmonitor baseline revise --reason` moves it, and targets that are relative move with it."
    BaselineRule "baseline-rule" Warning
        "The baseline is not the one that its rule chooses."
        "`laatste_voor_besluit` takes the last measurement that ends before the decision, `eerste_van_reeks` \
         the first of all. Correct `periode` or `regel`, so that nobody can say that the baseline was picked."
    UndecidedRule "undecided-rule" Error
        "A rule that divides money without a decision, a reason or a second pair of eyes."
        "Who divides a budget says who answers for the rule (`eigenaar`), who else checked it (`toetser`), in \
         which decision it stands (`besluit`) and why it is what it is (`reden`). A text that is still to be \
         written, such as `n.t.b.`, is none of these."
    RuleWeights "rule-weights" Error
        "Weights of criteria that do not add up to 100 %."
        "Each criterion divides its weight of what the areas get. With less than 100 % a part of the budget \
         would be divided by nothing, with more it would be given out twice."
    RuleBounds "rule-bounds" Error
        "Floors and ceilings between which the budget does not fit."
        "The floors of all areas add up to more than there is to divide, their ceilings to less, or the floor of \
         an area lies above its ceiling. The finding gives the sum; lower the floors, raise the ceilings, or \
         change the budget or `stad_aandeel`."
    CriterionMissing "criterion-missing" Error
        "An area without a published figure for a criterion."
        "Money is divided by figures that everybody can see. One that is withheld or is not there is not guessed: \
         take a period or a level that has it, leave the criterion out, or say with `ontbrekend = \"gemiddelde\"` \
         that the mean of the other areas stands in."
    CriterionFilled "criterion-filled" Warning
        "A mean stands in for a figure that is withheld or missing."
        "The rule says `ontbrekend = \"gemiddelde\"`, so areas without a published figure count as the mean of \
         those that have one. What they get rests on the others: look whether that is fair to them."
}

impl Code {
    /// The code with this word or number.
    pub fn from_word(word: &str) -> Option<Self> {
        let upper = word.to_uppercase();
        let is_it = |code: &Self| code.word() == word || code.number() == Some(upper.as_str());
        Self::ALL.iter().copied().find(is_it)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
