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
    if props.is_empty() {
        return Ok(quote! { #(#attrs)* #[allow(non_snake_case)] #vis fn #name() #answer #block });
    }
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
            let #written { #(#patterns,)* __handlers: _ } = props;
            #block
        }
    })
}

fn props_struct(vis: &syn::Visibility, written: &Ident, name: &Ident, props: &[Prop]) -> TokenStream {
    let names: Vec<_> = props.iter().map(|prop| &prop.name).collect();
    let types = props.iter().map(|prop| &prop.ty);
    // Hooks may hold a handler since the first drawing: it comes to do what the newest does.
    let held = props.iter().filter_map(|prop| {
        let name = &prop.name;
        match prop.kind {
            Kind::Handler(_) => Some(quote! {
                next.#name = self.#name;
                next.#name.__point_to(&new.#name);
            }),
            Kind::OptionalHandler(_) => Some(quote! {
                if let (Some(mut held), Some(newest)) = (self.#name, &new.#name) {
                    held.__point_to(newest);
                    next.#name = Some(held);
                }
            }),
            _ => None,
        }
    });
    let builder = format_ident!("{name}Builder");
    let nothing = props.iter().filter_map(Prop::given).map(|_| quote!(false));
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs)]
        #[derive(Clone, PartialEq)]
        #vis struct #written {
            #(#names: #types,)*
            __handlers: crate::part::Handlers,
        }

        impl dioxus::core::Properties for #written {
            type Builder = #builder<#(#nothing),*>;

            fn builder() -> Self::Builder {
                #builder(::std::boxed::Box::default())
            }

            fn memoize(&mut self, new: &Self) -> bool {
                let equal = self == new;
                if !equal {
                    let mut next = new.clone();
                    next.__handlers = self.__handlers.clone();
                    #(#held)*
                    *self = next;
                }
                equal
            }

            fn into_vcomponent<M: 'static>(
                self,
                draw: impl dioxus::core::ComponentFunction<Self, M>,
            ) -> dioxus::core::VComponent {
                dioxus::core::VComponent::new(draw, self, ::core::stringify!(#name))
            }
        }
    }
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
    quote! {
        #[derive(Default)]
        struct #draft {
            #(#names: ::core::option::Option<#types>,)*
            __handlers: crate::part::Handlers,
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
                    __handlers: draft.__handlers,
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
