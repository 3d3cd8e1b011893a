//! What the files of a crate name of each other, as its syntax says.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// The path of a module, or of something in it, from the root of the crate.
pub(super) type ModulePath = Vec<String>;

/// What one file says, as paths from the root of the crate.
#[derive(Default)]
pub(super) struct Module {
    /// Every path that it names.
    pub(super) named: BTreeSet<ModulePath>,
    /// What its `use` lines bring under which name: what others may take through it.
    pub(super) brought: BTreeMap<String, ModulePath>,
}

/// The modules of the crate that are files.
pub(super) type Modules = BTreeMap<ModulePath, Module>;

/// Collects the paths of one file.
struct Reader<'a> {
    module: Module,
    /// Where in the crate the reader is, with modules inside the file.
    place: ModulePath,
    /// How deep inside modules of the file: `use` lines there bring nothing to others.
    depth: usize,
    files: &'a BTreeSet<ModulePath>,
}

impl Reader<'_> {
    /// A path from the root; none for one that leads out of the crate or to a local name.
    fn resolve(&self, segments: &[String]) -> Option<ModulePath> {
        let (first, mut rest) = segments.split_first()?;
        let mut root = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.place.clone(),
            "super" => self.place[..self.place.len() - 1].to_vec(),
            // A module of its own, below.
            child => {
                let child = [&self.place[..], &[child.to_owned()]].concat();
                return self
                    .files
                    .contains(&child)
                    .then(|| [&child[..], rest].concat());
            }
        };
        while let Some((name, after)) = rest.split_first()
            && name == "super"
        {
            root.pop();
            rest = after;
        }
        root.extend_from_slice(rest);
        Some(root)
    }

    fn name(&mut self, segments: &[String]) {
        if let Some(path) = self.resolve(segments) {
            self.module.named.insert(path);
        }
    }

    fn bring(&mut self, name: String, segments: &[String]) {
        self.name(segments);
        if self.depth == 0
            && let Some(path) = self.resolve(segments)
        {
            self.module.brought.insert(name, path);
        }
    }

    fn follow(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.follow(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.follow(tree, before);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.bring(before[before.len() - 1].clone(), before);
            }
            UseTree::Name(name) => self.bring(name.ident.to_string(), &with(&name.ident)),
            UseTree::Rename(renamed) => {
                self.bring(renamed.rename.to_string(), &with(&renamed.ident));
            }
            UseTree::Glob(_) => self.name(before),
        }
    }

    /// Paths among the tokens of a macro, which has a grammar of its own.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if colons == 2 => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                other => {
                    self.name(&std::mem::take(&mut path));
                    match other {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.read_tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
            colons = 0;
        }
        self.name(&path);
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.place.push(item.ident.to_string());
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
        self.place.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.follow(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if segments.len() > 1 {
            self.name(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        self.read_tokens(found.tokens.clone());
    }

    /// Says how far something is seen, not what is imported.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

fn is_for_tests(item: &Item) -> bool {
    let attributes: &[Attribute] = match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

/// The modules of a crate whose files have these paths and texts.
pub(super) fn read_modules(sources: &[(ModulePath, String)]) -> Modules {
    let files: BTreeSet<ModulePath> = sources.iter().map(|(path, _)| path.clone()).collect();
    let read = |(path, text): &(ModulePath, String)| {
        let mut reader = Reader {
            module: Module::default(),
            place: path.clone(),
            depth: 0,
            files: &files,
        };
        reader.visit_file(&syn::parse_file(text).unwrap());
        (path.clone(), reader.module)
    };
    sources.iter().map(read).collect()
}
