//! The street network: who gets where along streets, and how far it is.

pub mod streets;
