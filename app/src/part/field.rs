//! Fields of forms: a label, what is typed, a hint, and the error that names this field.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use dioxus::prelude::*;
use smartkhata_core::{Code, Error};
use smartkhata_part::part;

use super::{Icon, sentence, short, takes_enter};

/// The days that the books can hold: a phone's own calendar offers no others.
const FIRST_DAY: &str = "2000-01-01";
const LAST_DAY: &str = "2099-12-31";

/// The same error, said of this field of the form.
pub fn said_of(mut error: Error, field: &str) -> Error {
    error.field = Some(field.to_owned());
    error
}

/// The error of a form, asked field by field: each field shows its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// What is wrong.
    pub error: Option<Error>,
    /// Which refusal it is: it is about what stood in the form then. 0 is about what stands there now.
    refusal: u32,
}

impl Problem {
    /// What is wrong with what stands in the form now.
    pub fn now(error: Option<Error>) -> Self {
        Self { error, refusal: 0 }
    }

    /// The form was refused. A field that is typed in afterwards no longer shows it.
    pub fn refused(error: Error) -> Self {
        static REFUSALS: AtomicU32 = AtomicU32::new(1);
        Self { error: Some(error), refusal: REFUSALS.fetch_add(1, Ordering::Relaxed) }
    }

    /// What is wrong with this field (`edit.gstin` is the field `gstin`, `lines.0.cost` one of several).
    pub fn at(&self, name: &str) -> Option<String> {
        self.error.as_ref().filter(|_| self.names(name)).map(sentence)
    }

    /// The same, but for a day that was none.
    pub fn without_invalid_date(self, name: &str) -> Self {
        let none = self.names(name) && self.error.as_ref().is_some_and(|error| error.code() == Code::InvalidDate);
        if none { Self::default() } else { self }
    }

    fn names(&self, name: &str) -> bool {
        let field = self.error.as_ref().and_then(|error| error.field.as_deref());
        let of = field.and_then(|field| field.strip_suffix(name));
        of.is_some_and(|of| of.is_empty() || of.ends_with('.'))
    }

    /// What no field of the form shows.
    pub fn besides(&self, names: &[&str]) -> Option<Error> {
        self.error.clone().filter(|_| !names.iter().any(|name| self.names(name)))
    }
}

/// Whether what is wrong is so still: a refusal was of what stood in the field then.
fn use_is_about(problem: &Problem, value: &str) -> bool {
    let refused = use_hook(|| Rc::new(RefCell::new((0, String::new()))));
    let mut refused = refused.borrow_mut();
    if problem.refusal != 0 && refused.0 != problem.refusal {
        *refused = (problem.refusal, value.to_owned());
    }
    problem.refusal == 0 || refused.1 == value
}

/// A field to type in.
#[part]
pub fn Field(
    /// The field's name in the request; also its id and test id.
    name: &'static str,
    label: String,
    value: String,
    oninput: EventHandler<String>,
    #[props(default)] hint: String,
    #[props(default)] problem: Problem,
    /// `text`, `tel`, `decimal`, `numeric`, `email`: which keyboard a phone shows.
    #[props(default = "text")]
    mode: &'static str,
    #[props(default)] long: bool,
    #[props(default)] placeholder: String,
    #[props(default)] autofocus: bool,
    #[props(default)] onenter: EventHandler<()>,
    #[props(default)] onleave: EventHandler<()>,
    #[props(default)] class: String,
    /// `date` for days (see [`super::DayField`]); otherwise text.
    #[props(default = "text")]
    kind: &'static str,
    #[props(default)] autocomplete: Option<&'static str>,
) -> Element {
    let is_about = use_is_about(&problem, &value);
    let error = problem.at(name).filter(|_| is_about);
    let invalid = error.is_some();
    // The field of a browser writes a day as its own language does, which may be the month first.
    let of_days = kind == "date";
    let day = if of_days { value.parse().ok().map(short) } else { None };
    let hint = if hint.is_empty() { day.unwrap_or_default() } else { hint };
    let id = format!("field-{}", name.replace('.', "-"));
    let described = format!("{id}-says");
    let says = error.is_some() || !hint.is_empty();
    rsx! {
        div { class: "field {class}",
            label { r#for: "{id}", "{label}" }
            if long {
                textarea {
                    class: "input",
                    id: "{id}",
                    "data-testid": "{id}",
                    value: "{value}",
                    placeholder,
                    aria_invalid: invalid,
                    aria_describedby: says.then(|| described.clone()),
                    onmounted: move |element| async move {
                        if autofocus {
                            let _ = element.set_focus(true).await;
                        }
                    },
                    oninput: move |event| oninput.call(event.value()),
                }
            } else {
                input {
                    class: if mode == "decimal" { "input number" } else { "input" },
                    id: "{id}",
                    "data-testid": "{id}",
                    r#type: kind,
                    inputmode: mode,
                    value: "{value}",
                    placeholder,
                    autocomplete: autocomplete.unwrap_or("off"),
                    min: of_days.then_some(FIRST_DAY),
                    max: of_days.then_some(LAST_DAY),
                    aria_invalid: invalid,
                    aria_describedby: says.then(|| described.clone()),
                    onmounted: move |element| async move {
                        if autofocus {
                            let _ = element.set_focus(true).await;
                        }
                    },
                    oninput: move |event| oninput.call(event.value()),
                    onblur: move |_| onleave.call(()),
                    onkeydown: move |event: KeyboardEvent| {
                        if takes_enter(&event) {
                            onenter.call(());
                        }
                    },
                }
            }
            if says {
                div { id: "{described}",
                    if let Some(error) = error {
                        p { class: "error", role: "alert", "data-testid": "{id}-error",
                            Icon { name: "alert", small: true }
                            span { "{error}" }
                        }
                    } else {
                        p { class: "hint", "{hint}" }
                    }
                }
            }
        }
    }
}

/// One line of a [`Select`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the request says.
    pub value: String,
    /// What the reader sees.
    pub say: String,
}

/// A field to choose in.
#[part]
pub fn Select(
    name: &'static str,
    label: String,
    value: String,
    choices: Vec<Choice>,
    onchange: EventHandler<String>,
    #[props(default)] problem: Problem,
    #[props(default)] class: String,
) -> Element {
    let error = problem.at(name);
    let invalid = error.is_some();
    let id = format!("field-{name}");
    rsx! {
        div { class: "field {class}",
            label { r#for: "{id}", "{label}" }
            select {
                class: "input",
                id: "{id}",
                "data-testid": "{id}",
                aria_invalid: invalid,
                onchange: move |event| onchange.call(event.value()),
                for choice in choices {
                    option { key: "{choice.value}", value: "{choice.value}", selected: choice.value == value, "{choice.say}" }
                }
            }
            if let Some(error) = error {
                p { class: "error", role: "alert", "data-testid": "{id}-error",
                    Icon { name: "alert", small: true }
                    span { "{error}" }
                }
            }
        }
    }
}

/// Yes or no.
#[part]
pub fn Switch(name: &'static str, label: String, value: bool, onchange: EventHandler<bool>) -> Element {
    rsx! {
        label { class: "check",
            input {
                r#type: "checkbox",
                "data-testid": "field-{name}",
                checked: value,
                onchange: move |event| onchange.call(event.checked()),
            }
            span { "{label}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_belongs_to_the_field_it_names_or_to_the_form() {
        let problem = Problem::refused(Error::field(Code::Required, "edit.name", "x"));
        assert!(problem.besides(&["name", "phone"]).is_none());
        assert!(problem.besides(&["phone"]).is_some());
        assert!(problem.besides(&["ame"]).is_some());
        let second = Problem::refused(Error::field(Code::Required, "edit.lines.1.cost", "x"));
        assert!(second.besides(&["lines.1.cost"]).is_none() && second.besides(&["cost"]).is_none());
        assert!(second.besides(&["lines.0.cost"]).is_some());
        assert!(Problem::refused(Error::new(Code::Storage, "x")).besides(&["name"]).is_some());
        assert!(Problem::default().besides(&[]).is_none());
    }
}
