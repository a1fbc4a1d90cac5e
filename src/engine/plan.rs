//! The plan of a run: what each source is asked, each question once.
//!
//! Indicators that share a noemer or a source share the pass over its rows.

use std::collections::BTreeMap;

use crate::definition::{
    Aandeel, Filter, Gepubliceerd, Indelingswijziging, Indicator, Laagregel, Lagen, Meting,
    Populatie, Ratio, Respons, Tel, Telling, Verdeling, Vraag,
};
use crate::model::Frequentie;

/// A question to a source.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Question {
    /// How many rows, persons or units per area and period.
    Count { tel: Tel, filter: Filter, gebied: usize, frequenties: Vec<Frequentie> },
    /// Answers of a survey.
    Survey {
        vraag: Vraag,
        /// Which answers were given is asked, not only their sums.
        keeps_answers: bool,
    },
    /// The population of each stratum of a survey.
    Strata(Populatie),
    /// Published figures.
    Figures(Gepubliceerd),
    /// How many were asked and answered per area; without columns each row is a respondent.
    Respons { gebied: usize, kolommen: Option<[usize; 2]> },
    /// What CBS says that changed in areas.
    Changes { kolom: usize, gebied: usize },
    /// Whose rows count, and where, per period of one length.
    Laag { filter: Filter, gebied: usize, periode: Frequentie },
}

/// Where the answer to a question will be found: the source and the number of the question.
pub(super) type Answer = (String, usize);

/// Where the answers for one indicator will be found.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// With the rows of the noemer that are not in the teller, where both are of one register.
    Ratio {
        teller: Answer,
        noemer: Answer,
        rest: Option<Answer>,
        /// The teller and noemer of each group of a standardisation.
        groepen: Vec<[Answer; 2]>,
    },
    Aandeel {
        teller: Answer,
        rest: Answer,
        noemer: Answer,
    },
    Enquete {
        answers: Answer,
        populatie: Option<Answer>,
    },
    Verdeling(Answer),
    Gepubliceerd(Answer),
    /// Nothing: it is computed from the cells of other indicators.
    Afgeleid,
}

/// All questions, by source, and what each indicator wants of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// The questions to each source.
    pub questions: BTreeMap<String, Vec<Question>>,
    /// One for each indicator, in their order.
    pub wanted: Vec<Wanted>,
    /// Of each survey whose response was published: where that and its respondents will be found.
    pub respons: Vec<(String, [Answer; 2])>,
    /// Of each rule of a layer: where its persons will be found.
    pub lagen: Vec<Answer>,
    /// Where the number of residents will be found.
    pub inwoners: Option<Answer>,
}

impl Plan {
    /// Makes the plan for these indicators.
    pub(super) fn new(indicators: &[Indicator]) -> Self {
        let mut plan = Self::default();
        for indicator in indicators {
            let wanted = plan.want(indicator);
            plan.wanted.push(wanted);
        }
        plan
    }

    /// Adds the question what changed in areas.
    pub(super) fn ask_changes(&mut self, declared: &Indelingswijziging) {
        let &Indelingswijziging { kolom, gebied, .. } = declared;
        self.ask(&declared.bron, Question::Changes { kolom, gebied });
    }

    /// Adds the questions how many answered a survey, as published and as delivered.
    pub(super) fn ask_respons(&mut self, survey: &str, respons: &Respons) {
        let kolommen = Some([respons.uitgezet, respons.respons]);
        let published = Question::Respons { gebied: respons.gebied, kolommen };
        let respondents = Question::Respons { gebied: respons.van_respondent, kolommen: None };
        let answers = [self.ask(&respons.bron, published), self.ask(survey, respondents)];
        self.respons.push((survey.to_owned(), answers));
    }

    /// Adds the questions who is in which layer, and how many live where.
    pub(super) fn ask_layers(&mut self, lagen: &Lagen) {
        for regel in &lagen.regels {
            let Laagregel { filter, gebied, .. } = regel.clone();
            let question = Question::Laag { filter, gebied, periode: lagen.periode };
            let answer = self.ask(&regel.bron, question);
            self.lagen.push(answer);
        }
        let inwoners = lagen.inwoners.as_ref();
        self.inwoners = inwoners.map(|telling| {
            let Telling { bron, tel, filter, gebied, .. } = telling.clone();
            self.ask(
                &bron,
                Question::Count { tel, filter, gebied, frequenties: vec![lagen.periode] },
            )
        });
    }

    fn want(&mut self, indicator: &Indicator) -> Wanted {
        let frequenties = &indicator.info.frequenties;
        match &indicator.meting {
            Meting::Ratio(Ratio { teller, noemer, standaard, .. }) => {
                let counts =
                    |telling: &Telling| matches!(telling.tel, Tel::Records | Tel::Uniek(_));
                let alike = teller.bron == noemer.bron && counts(teller) && counts(noemer);
                let rest = alike.then(|| {
                    let others = Filter::Niet(Box::new(teller.filter.clone()));
                    let filter = Filter::En(vec![noemer.filter.clone(), others]);
                    self.ask_telling(&Telling { filter, ..noemer.clone() }, frequenties)
                });
                Wanted::Ratio {
                    teller: self.ask_telling(teller, frequenties),
                    noemer: self.ask_telling(noemer, frequenties),
                    rest,
                    groepen: standaard
                        .iter()
                        .flat_map(|of| &of.groepen)
                        .map(|groep| {
                            let sides = [&groep.teller, &groep.noemer];
                            sides.map(|telling| self.ask_telling(telling, frequenties))
                        })
                        .collect(),
                }
            }
            Meting::Aandeel(aandeel) => {
                let teller = aandeel.teller.clone();
                let rest = Filter::Niet(Box::new(teller.clone()));
                let mut ask = |extra: Vec<Filter>| {
                    let parts = [vec![aandeel.noemer.clone()], extra].concat();
                    self.ask_share(aandeel, Filter::En(parts), frequenties)
                };
                Wanted::Aandeel {
                    noemer: ask(Vec::new()),
                    teller: ask(vec![teller]),
                    rest: ask(vec![rest]),
                }
            }
            Meting::Gemiddelde(vraag) => self.want_survey(vraag, false),
            Meting::EnqueteAandeel(vraag) => self.want_survey(vraag, true),
            Meting::Verdeling(Verdeling::Enquete { vraag, .. }) => self.want_survey(vraag, true),
            Meting::Verdeling(Verdeling::Register { verdeelde, .. }) => {
                let (tel, filter) = (Tel::Verdeling(verdeelde.waarde), verdeelde.filter.clone());
                let (gebied, frequenties) = (verdeelde.gebied, calendar_frequenties(frequenties));
                let question = Question::Count { tel, filter, gebied, frequenties };
                Wanted::Verdeling(self.ask(&verdeelde.bron, question))
            }
            Meting::Afgeleid(_) | Meting::Stroom(_) => Wanted::Afgeleid,
            Meting::Gepubliceerd(meting) => {
                Wanted::Gepubliceerd(self.ask(&meting.bron, Question::Figures(meting.clone())))
            }
        }
    }

    fn want_survey(&mut self, vraag: &Vraag, keeps_answers: bool) -> Wanted {
        let question = Question::Survey { vraag: vraag.clone(), keeps_answers };
        Wanted::Enquete {
            answers: self.ask(&vraag.bron, question),
            populatie: vraag
                .populatie
                .as_ref()
                .map(|populatie| self.ask(&populatie.bron, Question::Strata(populatie.clone()))),
        }
    }

    fn ask_telling(&mut self, telling: &Telling, frequenties: &[Frequentie]) -> Answer {
        let Telling { tel, filter, gebied, .. } = telling;
        let (tel, filter, gebied) = (*tel, filter.clone(), *gebied);
        let frequenties = calendar_frequenties(frequenties);
        self.ask(&telling.bron, Question::Count { tel, filter, gebied, frequenties })
    }

    fn ask_share(&mut self, of: &Aandeel, filter: Filter, frequenties: &[Frequentie]) -> Answer {
        let (tel, gebied) = (of.tel, of.gebied);
        let frequenties = calendar_frequenties(frequenties);
        self.ask(&of.bron, Question::Count { tel, filter, gebied, frequenties })
    }

    /// The place of a question, which is asked only once.
    fn ask(&mut self, bron: &str, question: Question) -> Answer {
        let questions = self.questions.entry(bron.to_owned()).or_default();
        let known = questions.iter().position(|known| *known == question);
        let place = known.unwrap_or_else(|| {
            questions.push(question);
            questions.len() - 1
        });
        (bron.to_owned(), place)
    }
}

/// The lengths of periods, each once: a wave is a year.
fn calendar_frequenties(frequenties: &[Frequentie]) -> Vec<Frequentie> {
    let length = |&frequentie: &Frequentie| match frequentie {
        Frequentie::Meting => Frequentie::Jaar,
        other => other,
    };
    let mut lengths: Vec<_> = frequenties.iter().map(length).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}
