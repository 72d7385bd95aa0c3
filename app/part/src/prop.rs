//! One prop: an argument of the function that draws, and how a use may give it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Expr, FnArg, GenericArgument, Ident, Meta, Pat, PathArguments, Result, Token, Type};

/// How a use gives a prop.
pub enum Kind {
    /// A closure or a handler of these arguments and this answer.
    Handler(TokenStream),
    /// The same, which may be left out.
    OptionalHandler(TokenStream),
    /// Whatever becomes a `String`.
    Text,
    /// The value, or nothing at all.
    Optional,
    /// The value itself.
    Plain,
}

/// A prop.
pub struct Prop {
    /// The argument's name.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// How a use gives it.
    pub kind: Kind,
    /// What stands where a use leaves it out; none where it must be given.
    pub default: Option<TokenStream>,
}

impl Prop {
    /// Reads an argument.
    pub fn read(argument: &FnArg) -> Result<Self> {
        let FnArg::Typed(argument) = argument else {
            return Err(Error::new_spanned(argument, "a part is a function, not a method"));
        };
        let Pat::Ident(pattern) = &*argument.pat else {
            return Err(Error::new_spanned(&argument.pat, "a prop has a name"));
        };
        let (name, ty) = (pattern.ident.clone(), (*argument.ty).clone());
        let kind = Kind::of(&ty);
        let mut default = match kind {
            Kind::Optional | Kind::OptionalHandler(_) => Some(quote!(::core::option::Option::None)),
            _ if name == "children" => Some(quote!(dioxus::core::VNode::empty())),
            _ => None,
        };
        for attribute in argument.attrs.iter().filter(|attribute| attribute.path().is_ident("props")) {
            let given = attribute.parse_args::<Meta>()?;
            if !given.path().is_ident("default") {
                return Err(Error::new_spanned(given, "a part knows `default` alone"));
            }
            if let Meta::NameValue(given) = given {
                default = Some(value(&given.value, &kind));
            } else {
                default = default.or_else(|| Some(quote!(::core::default::Default::default())));
            }
        }
        Ok(Self { name, ty, kind, default })
    }

    /// Whether something is done by it.
    pub fn is_handler(&self) -> bool {
        matches!(self.kind, Kind::Handler(_) | Kind::OptionalHandler(_))
    }

    /// A type parameter that tells whether a required prop was given.
    pub fn given(&self) -> Option<Ident> {
        self.default.is_none().then(|| format_ident!("__{}", self.name))
    }
}

fn value(default: &Expr, kind: &Kind) -> TokenStream {
    if matches!(kind, Kind::Text) { quote!(::std::string::String::from(#default)) } else { quote!(#default) }
}

impl Kind {
    fn of(ty: &Type) -> Self {
        let Some((name, inside)) = named(ty) else { return Self::Plain };
        match name.as_str() {
            "String" => Self::Text,
            "EventHandler" | "Callback" => Self::Handler(signature(&inside)),
            "Option" => match inside.first().and_then(named) {
                Some((name, inside)) if name == "EventHandler" || name == "Callback" => {
                    Self::OptionalHandler(signature(&inside))
                }
                _ => Self::Optional,
            },
            _ => Self::Plain,
        }
    }
}

/// The last name of a path and the types in its brackets.
fn named(ty: &Type) -> Option<(String, Vec<Type>)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let inside = match &last.arguments {
        PathArguments::AngleBracketed(given) => given
            .args
            .iter()
            .filter_map(|argument| if let GenericArgument::Type(ty) = argument { Some(ty.clone()) } else { None })
            .collect(),
        _ => Vec::new(),
    };
    Some((last.ident.to_string(), inside))
}

/// Arguments and answer of a handler, as Dioxus leaves them out.
fn signature(inside: &[Type]) -> TokenStream {
    let comma = <Token![,]>::default();
    match inside {
        [] => quote!(() #comma ()),
        [arguments] => quote!(#arguments #comma ()),
        [arguments, answer, ..] => quote!(#arguments #comma #answer),
    }
}
