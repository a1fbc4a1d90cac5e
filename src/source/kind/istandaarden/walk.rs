//! The way through a message: which element is open, and what it makes of the row.

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::{Cell, Facts, Fail, RowSink};
use super::MAX_TEXT;
use super::contact::{Address, no_contact};
use super::fields::{
    CLIENT, CONTACTS, Found, HEADER, MADE_COLUMNS, Message, POSTCODE, PRODUCT, find_message,
    is_one_of,
};

/// How deep elements may lie in each other; messages need ten.
const MAX_DEPTH: usize = 64;

/// Where clients stand: several in a message up to version 2.0, one from 3.0 on.
const CLIENTS: &[&str] = &["Client", "Clienten/Client"];

/// Why a message is not read any further.
pub(super) enum Fault {
    /// For a reason outside the message.
    Stopped(Fail),
    /// The content makes no sense.
    Content {
        /// What is wrong.
        message: String,
        /// What can be done, empty when nothing can.
        help: &'static str,
    },
}

impl From<Fail> for Fault {
    fn from(fail: Fail) -> Self {
        Self::Stopped(fail)
    }
}

fn bad(message: impl Into<String>) -> Fault {
    Fault::Content { message: message.into(), help: "" }
}

/// What an element that is open stands for, and where the path within it begins.
#[derive(Clone, Copy, PartialEq)]
struct Open {
    depth: usize,
    path_from: usize,
}

/// The state between two events.
pub(super) struct Walk<'s> {
    sink: &'s mut dyn RowSink,
    /// The root as it is written, for findings.
    root: String,
    /// The names of the open elements below the root, with `/` between them.
    path: String,
    /// The length of the path before each open element; the root is the first of them.
    lengths: Vec<usize>,
    /// The text of the open element.
    text: String,
    /// True when the open element has had no element in it.
    is_leaf: bool,
    message: Option<&'static Message>,
    version: String,
    header: Found,
    client: Found,
    contact: Found,
    address: Address,
    product: Found,
    open_header: Option<Open>,
    open_client: Option<Open>,
    open_contact: Option<Open>,
    open_product: Option<Open>,
    n_products_of_client: u64,
    n_products: u64,
}

impl<'s> Walk<'s> {
    /// Before the root.
    pub fn new(sink: &'s mut dyn RowSink) -> Self {
        Self {
            sink,
            root: String::new(),
            path: String::new(),
            lengths: Vec::new(),
            text: String::new(),
            is_leaf: false,
            message: None,
            version: String::new(),
            header: Found::new(HEADER),
            client: Found::new(CLIENT),
            contact: no_contact(),
            address: Address::default(),
            product: Found::new(PRODUCT),
            open_header: None,
            open_client: None,
            open_contact: None,
            open_product: None,
            n_products_of_client: 0,
            n_products: 0,
        }
    }

    /// Takes the next event of the parser.
    pub fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.close()
            }
            Event::End(_) => self.close(),
            Event::Text(text) => self.add_text(&text.xml10_content()),
            Event::CData(text) => self.add_text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.add_reference(&reference),
            Event::DocType(_) => Err(Fault::Content {
                message: "the file declares a document type".into(),
                help: "messages have no `<!DOCTYPE>`, which can make a small file endless",
            }),
            Event::Eof => self.finish(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Ok(()),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Fault> {
        let name = tag.local_name().into_inner();
        if self.lengths.len() == MAX_DEPTH {
            return Err(bad(format!("elements lie more than {MAX_DEPTH} deep in each other")));
        }
        if self.lengths.is_empty() {
            self.open_root(tag.name().into_inner(), name)?;
        } else if name.eq_ignore_ascii_case("RetourCodes") || name == "RetourCode" {
            return Err(Fault::Content {
                message: format!("`{}` is an answer with retour codes", self.root),
                help: "name only the messages themselves under `bestanden`: 301, 305, 307, 315",
            });
        }
        self.lengths.push(self.path.len());
        if 1 < self.lengths.len() {
            if !self.path.is_empty() {
                self.path.push('/');
            }
            self.path.push_str(name);
            self.note_open()?;
        }
        self.text.clear();
        self.is_leaf = true;
        Ok(())
    }

    fn open_root(&mut self, written: &str, name: &str) -> Result<(), Fault> {
        if !self.root.is_empty() {
            return Err(bad("the file has a second root: messages were put one after another"));
        }
        self.root = written.chars().take(60).collect();
        if name == "Bericht" {
            return Ok(());
        }
        Err(Fault::Content {
            message: format!("the root is `{}`, not `Bericht`", self.root),
            help: "read are messages 301, 305, 307 and 315 of iWmo and iJw",
        })
    }

    /// The path within an open element.
    fn path_in(&self, open: Open) -> &str {
        self.path.get(open.path_from..).unwrap_or_default()
    }

    /// Notes whether the element just opened is one that others belong to.
    fn note_open(&mut self) -> Result<(), Fault> {
        let this = Open { depth: self.lengths.len(), path_from: self.path.len() + 1 };
        let Some(client) = self.open_client else {
            if self.path == "Header" {
                if self.message.is_some() {
                    return Err(bad("the message has two headers"));
                }
                self.open_header = Some(this);
            } else if is_one_of(&self.path, CLIENTS) {
                if self.message.is_none() {
                    return Err(bad("the message has no `Header` before its first `Client`"));
                }
                self.client.clear();
                self.address = Address::default();
                self.n_products_of_client = 0;
                self.open_client = Some(this);
            }
            return Ok(());
        };
        if self.open_product.is_some() || self.open_contact.is_some() {
            return Ok(());
        }
        let products = self.message.map_or(&[][..], |message| message.products);
        if is_one_of(self.path_in(client), products) {
            self.product.clear();
            self.open_product = Some(this);
        } else if is_one_of(self.path_in(client), CONTACTS) {
            self.contact.clear();
            self.open_contact = Some(this);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        if self.is_leaf {
            self.keep_text()?;
        }
        let depth = self.lengths.len();
        let is_this = |open: &Option<Open>| open.is_some_and(|open| open.depth == depth);
        if is_this(&self.open_product) {
            self.open_product = None;
            self.write_product()?;
        } else if is_this(&self.open_contact) {
            self.open_contact = None;
            if 0 < self.n_products_of_client {
                return Err(bad("an address of the client stands after the products"));
            }
            self.address.weigh(&self.contact);
        } else if is_this(&self.open_client) {
            self.open_client = None;
        } else if is_this(&self.open_header) {
            self.open_header = None;
            self.end_header()?;
        }
        // The parser has checked that the tag closes the one that is open.
        self.path.truncate(self.lengths.pop().unwrap_or_default());
        self.text.clear();
        self.is_leaf = false;
        Ok(())
    }

    /// Keeps the text of the element that ends, when it is a field.
    fn keep_text(&mut self) -> Result<(), Fault> {
        let (open, found) = match (self.open_product, self.open_contact) {
            (Some(open), _) => (open, &mut self.product),
            (_, Some(open)) => (open, &mut self.contact),
            _ => match (self.open_client, self.open_header) {
                (Some(open), _) => (open, &mut self.client),
                (_, Some(open)) => (open, &mut self.header),
                _ => return Ok(()),
            },
        };
        let path = self.path.get(open.path_from..).unwrap_or_default();
        let Some(place) = found.place(path) else { return Ok(()) };
        if !found.put(place, &self.text) {
            return Err(bad(format!("`{path}` stands twice where it can stand once")));
        }
        let is_of_client = self.open_product.is_none() && self.open_contact.is_none();
        if is_of_client && 0 < self.n_products_of_client {
            return Err(bad(format!("`{path}` of the client stands after the products")));
        }
        Ok(())
    }

    fn end_header(&mut self) -> Result<(), Fault> {
        let code = self.header.get("BerichtCode");
        let Some(message) = find_message(code) else {
            let code: String = code.chars().take(10).collect();
            return Err(Fault::Content {
                message: format!("`{}` with `BerichtCode` `{code}` is not read", self.root),
                help: "read are messages 301, 305, 307 and 315 of iWmo and iJw",
            });
        };
        let versions = (self.header.get("BerichtVersie"), self.header.get("BerichtSubversie"));
        self.version = format!("{}.{}", versions.0.trim(), versions.1.trim());
        self.message = Some(message);
        let told = vec![format!("message {} version {}", message.name, self.version)];
        self.sink.start(Facts { told, bericht: Some(message.name), ..Facts::default() })?;
        let fields = HEADER[MADE_COLUMNS.len()..].iter().chain(CLIENT).map(|field| field.column);
        let products = PRODUCT.iter().map(|field| field.column);
        for column in MADE_COLUMNS.into_iter().chain(fields).chain([POSTCODE]).chain(products) {
            self.sink.cell(Cell::Text(column));
        }
        Ok(self.sink.end_row()?)
    }

    fn write_product(&mut self) -> Result<(), Fault> {
        let message = self.message.expect("a client is opened when the message is known");
        let header = [message.name, &self.version, message.wet].into_iter();
        let header = header.chain(self.header.texts_from(MADE_COLUMNS.len()));
        let client = self.client.texts_from(0).chain([self.address.postcode()]);
        for text in header.chain(client).chain(self.product.texts_from(0)) {
            self.sink.cell(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
        }
        self.n_products_of_client += 1;
        self.n_products += 1;
        Ok(self.sink.end_row()?)
    }

    fn add_text(&mut self, text: &str) -> Result<(), Fault> {
        if self.lengths.is_empty() {
            let is_blank = text.chars().all(|c| c.is_ascii_whitespace() || c == '\u{feff}');
            return if is_blank { Ok(()) } else { Err(bad("the file is not XML: bare text")) };
        }
        if MAX_TEXT < (self.text.len() + text.len()) as u64 {
            return Err(bad("a text is longer than 1 MiB"));
        }
        self.text.push_str(text);
        Ok(())
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Fault> {
        if let Some(text) = resolve_xml_entity(reference) {
            return self.add_text(text);
        }
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.add_text(c.encode_utf8(&mut [0; 4])),
            _ => Err(bad("a reference `&…;` stands for no character")),
        }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        if self.root.is_empty() {
            return Err(bad("the file is empty"));
        }
        if !self.lengths.is_empty() {
            return Err(bad("the XML ends too soon: the file is cut off"));
        }
        let Some(message) = self.message else {
            return Err(bad(format!("`{}` has no `Header`", self.root)));
        };
        if self.n_products == 0 {
            let product = message.products[0].rsplit('/').next().unwrap_or_default();
            return Err(bad(format!("message {} holds no `{product}`", message.name)));
        }
        Ok(())
    }
}
