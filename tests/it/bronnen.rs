//! Sources as they come: the real files, the same table in every kind of file, nasty files,
//! damaged files, and files with secrets in them.

mod berichten;
mod echt;
mod geheim;
mod lastig;
mod mutatie;
mod proef;
mod soorten;
