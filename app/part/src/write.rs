//! What is written for a part: its props, the box that a use fills, and the function that draws.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Ident, ItemFn, Result};

use crate::prop::{Kind, Prop};

/// The component.
pub fn part(function: &ItemFn) -> Result<TokenStream> {
    let ItemFn { attrs, vis, sig, block } = function;
    if !sig.generics.params.is_empty() {
        return Err(Error::new_spanned(&sig.generics, "a part has one type: what it is about is given as a value"));
    }
    let props = sig.inputs.iter().map(Prop::read).collect::<Result<Vec<_>>>()?;
    let (name, answer) = (&sig.ident, &sig.output);
    let written = format_ident!("{name}Props");
    let (definition, builder) = (props_struct(vis, &written, name, &props), builder(vis, &written, name, &props));
    let patterns = sig.inputs.iter().zip(&props).map(|(argument, prop)| match argument {
        syn::FnArg::Typed(argument) => {
            let pattern = &argument.pat;
            let name = &prop.name;
            if *name == quote!(#pattern).to_string() { quote!(#name) } else { quote!(#name: #pattern) }
        }
        syn::FnArg::Receiver(_) => quote!(),
    });
    Ok(quote! {
        #definition
        #builder
        #(#attrs)*
        #[allow(non_snake_case)]
        #vis fn #name(props: #written) #answer {
            let #written { #(#patterns,)* .. } = props;
            #block
        }
    })
}

fn props_struct(vis: &syn::Visibility, written: &Ident, name: &Ident, props: &[Prop]) -> TokenStream {
    let names: Vec<_> = props.iter().map(|prop| &prop.name).collect();
    let types = props.iter().map(|prop| &prop.ty);
    let builder = format_ident!("{name}Builder");
    let nothing = props.iter().filter_map(Prop::given).map(|_| quote!(false));
    let (handlers, hold) = (handlers(props), hold(props));
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs)]
        #[derive(Clone, PartialEq)]
        #vis struct #written {
            #(#names: #types,)*
            #handlers
        }

        impl dioxus::core::Properties for #written {
            type Builder = #builder<#(#nothing),*>;

            fn builder() -> Self::Builder {
                #builder(::std::boxed::Box::default())
            }

            fn memoize(&mut self, newest: &Self) -> bool {
                let same = self == newest;
                if !same {
                    *self = newest.clone();
                }
                same
            }

            fn into_vcomponent<M: 'static>(
                self,
                _: impl dioxus::core::ComponentFunction<Self, M>,
            ) -> dioxus::core::VComponent {
                let draw: fn(Self) -> _ = #name;
                crate::part::component(draw as usize, ::std::boxed::Box::new(self), ::core::stringify!(#name))
            }
        }

        impl crate::part::Props for #written {
            fn duplicate(&self) -> ::std::boxed::Box<dyn crate::part::Props> {
                ::std::boxed::Box::new(self.clone())
            }

            fn is_same(&self, other: &dyn ::core::any::Any) -> bool {
                other.downcast_ref::<Self>().is_some_and(|other| self == other)
            }

            #hold

            fn draw(self: ::std::boxed::Box<Self>) -> dioxus::core::Element {
                #name(*self)
            }
        }
    }
}

/// What keeps the handlers, where there are any.
fn handlers(props: &[Prop]) -> Option<TokenStream> {
    props.iter().any(Prop::is_handler).then(|| quote!(__handlers: crate::part::Handlers,))
}

/// Hooks may hold a handler since the first drawing: it comes to do what the newest does.
fn hold(props: &[Prop]) -> Option<TokenStream> {
    let held = props.iter().filter_map(|prop| {
        let name = &prop.name;
        match prop.kind {
            Kind::Handler(_) => Some(quote! {
                let newest = ::core::mem::replace(&mut self.#name, before.#name);
                self.#name.__point_to(&newest);
            }),
            Kind::OptionalHandler(_) => Some(quote! {
                if let (Some(mut held), Some(newest)) = (before.#name, self.#name) {
                    held.__point_to(&newest);
                    self.#name = Some(held);
                }
            }),
            _ => None,
        }
    });
    props.iter().any(Prop::is_handler).then(|| {
        quote! {
            fn hold(&mut self, before: &dyn ::core::any::Any) {
                let Some(before) = before.downcast_ref::<Self>() else { return };
                self.__handlers = before.__handlers.clone();
                #(#held)*
            }
        }
    })
}

fn builder(vis: &syn::Visibility, written: &Ident, name: &Ident, props: &[Prop]) -> TokenStream {
    let (builder, draft) = (format_ident!("{name}Builder"), format_ident!("{name}Draft"));
    let names: Vec<_> = props.iter().map(|prop| &prop.name).collect();
    let types: Vec<_> = props.iter().map(|prop| &prop.ty).collect();
    let flags: Vec<_> = props.iter().filter_map(Prop::given).collect();
    let setters = props.iter().map(|prop| setter(vis, &builder, &flags, prop));
    let values = props.iter().map(|prop| {
        let name = &prop.name;
        let missing = match (&prop.default, &prop.kind) {
            (Some(default), Kind::Handler(_)) => quote!(draft.__handlers.own(|| #default)),
            (Some(default), _) => default.clone(),
            // `build` is there only when every required prop was given.
            (None, _) => quote!(::core::unreachable!()),
        };
        quote!(#name: match draft.#name { Some(given) => given, None => #missing })
    });
    let all = flags.iter().map(|_| quote!(true));
    let handlers = handlers(props);
    let kept = handlers.is_some().then(|| quote!(__handlers: draft.__handlers,));
    quote! {
        #[derive(Default)]
        struct #draft {
            #(#names: ::core::option::Option<#types>,)*
            #handlers
        }

        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        #vis struct #builder<#(const #flags: bool),*>(::std::boxed::Box<#draft>);

        #[allow(dead_code, missing_docs, non_upper_case_globals)]
        impl<#(const #flags: bool),*> #builder<#(#flags),*> {
            #(#setters)*
        }

        #[allow(missing_docs)]
        impl #builder<#(#all),*> {
            #vis fn build(self) -> #written {
                let draft = *self.0;
                #written {
                    #(#values,)*
                    #kept
                }
            }
        }
    }
}

/// The function that takes one prop; a required one is then known to be there.
fn setter(vis: &syn::Visibility, builder: &Ident, flags: &[Ident], prop: &Prop) -> TokenStream {
    let (name, ty, given) = (&prop.name, &prop.ty, prop.given());
    let after = flags.iter().map(|flag| if Some(flag) == given.as_ref() { quote!(true) } else { quote!(#flag) });
    let (marker, taken, value) = match &prop.kind {
        Kind::Handler(signature) => (
            quote!(<__M>),
            quote!(impl crate::part::IntoHandler<#signature, __M>),
            quote!(#name.into_handler(&self.0.__handlers)),
        ),
        Kind::OptionalHandler(signature) => (
            quote!(<__M>),
            quote!(impl crate::part::IntoHandler<#signature, __M>),
            quote!(Some(#name.into_handler(&self.0.__handlers))),
        ),
        Kind::Text => (quote!(), quote!(impl ::core::convert::Into<::std::string::String>), quote!(#name.into())),
        Kind::Optional => (
            quote!(<__M>),
            quote!(impl dioxus::core::SuperInto<#ty, __M>),
            quote!(dioxus::core::SuperInto::super_into(#name)),
        ),
        Kind::Plain => (quote!(), quote!(#ty), quote!(#name)),
    };
    quote! {
        #vis fn #name #marker(mut self, #name: #taken) -> #builder<#(#after),*> {
            self.0.#name = Some(#value);
            #builder(self.0)
        }
    }
}
