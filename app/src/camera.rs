//! The camera as a scanner of barcodes, where the browser reads them (`BarcodeDetector`): its picture, what it sees, its
//! light. Nothing of the picture leaves the page.

use js_sys::{Array, Function, JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser;

/// What the browser answers, or the error that it throws.
type Answer = Result<JsValue, JsValue>;

/// A property; nothing where it is not there.
fn part(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(of: &JsValue, name: &str, said: &[JsValue]) -> Answer {
    part(of, name).dyn_into::<Function>()?.apply(of, &said.iter().collect())
}

/// As [`call`], of what answers later.
async fn wait(of: &JsValue, name: &str, said: &[JsValue]) -> Answer {
    JsFuture::from(Promise::resolve(&call(of, name, said)?)).await
}

/// One of a class of the page's.
fn new(class: &str) -> Answer {
    let class = part(&js_sys::global(), class).dyn_into::<Function>()?;
    Reflect::construct(&class, &Array::new())
}

fn devices() -> JsValue {
    browser::window().map_or(JsValue::UNDEFINED, |window| part(&window.navigator(), "mediaDevices"))
}

/// Whether barcodes can be read here. A page without TLS has no camera.
pub fn can_scan() -> bool {
    browser::window().is_some()
        && part(&devices(), "getUserMedia").is_function()
        && part(&js_sys::global(), "BarcodeDetector").is_function()
}

/// A camera that is on; dropped, it is off.
pub struct Camera {
    stream: JsValue,
    detector: JsValue,
    sound: Answer,
}

impl Camera {
    /// Turns on the camera at the back. Refused, it answers the words that say why.
    pub async fn open() -> Result<Self, &'static str> {
        let wanted = JSON::parse(r#"{"video":{"facingMode":"environment"}}"#).unwrap_or_default();
        match wait(&devices(), "getUserMedia", &[wanted]).await {
            Ok(stream) => {
                let detector = new("BarcodeDetector").unwrap_or_default();
                Ok(Self { stream, detector, sound: new("AudioContext") })
            }
            Err(error) if part(&error, "name") == "NotAllowedError" => Err("scan-refused"),
            Err(_) => Err("scan-no-camera"),
        }
    }

    /// Shows its picture in the `<video>` of this id.
    pub async fn show(&self, id: &str) {
        let _ = Reflect::set(&video(id), &"srcObject".into(), &self.stream);
        let _ = wait(&video(id), "play", &[]).await;
    }

    /// The codes in the picture that is shown there.
    pub async fn codes(&self, id: &str) -> Vec<String> {
        let found = wait(&self.detector, "detect", &[video(id)]).await.unwrap_or_default();
        if !Array::is_array(&found) {
            return Vec::new();
        }
        Array::from(&found).iter().filter_map(|code| part(&code, "rawValue").as_string()).collect()
    }

    fn track(&self) -> JsValue {
        call(&self.stream, "getVideoTracks", &[]).map(|tracks| part(&tracks, "0")).unwrap_or_default()
    }

    /// Whether it has a light.
    pub fn has_light(&self) -> bool {
        call(&self.track(), "getCapabilities", &[]).is_ok_and(|can| part(&can, "torch").is_truthy())
    }

    /// Turns its light on or off.
    pub async fn light(&self, on: bool) {
        let wanted = JSON::parse(&format!(r#"{{"advanced":[{{"torch":{on}}}]}}"#)).unwrap_or_default();
        let _ = wait(&self.track(), "applyConstraints", &[wanted]).await;
    }

    /// Says that a code was taken: the phone shakes; what cannot shake beeps.
    pub fn tell(&self) {
        let shaken = browser::window().and_then(|window| call(&window.navigator(), "vibrate", &[60.into()]).ok());
        if !shaken.is_some_and(|shaken| shaken.is_truthy()) {
            let _ = self.beep();
        }
    }

    fn beep(&self) -> Result<(), JsValue> {
        let sound = self.sound.clone()?;
        let tone = call(&sound, "createOscillator", &[])?;
        let _ = Reflect::set(&part(&tone, "frequency"), &"value".into(), &1_800.into());
        call(&tone, "connect", &[part(&sound, "destination")])?;
        call(&tone, "start", &[])?;
        let end = part(&sound, "currentTime").as_f64().unwrap_or_default() + 0.08;
        call(&tone, "stop", &[end.into()])?;
        Ok(())
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        if let Ok(tracks) = call(&self.stream, "getTracks", &[]) {
            for track in Array::from(&tracks).iter() {
                let _ = call(&track, "stop", &[]);
            }
        }
        if let Ok(sound) = &self.sound {
            let _ = call(sound, "close", &[]);
        }
    }
}

fn video(id: &str) -> JsValue {
    let found = browser::document().and_then(|document| document.get_element_by_id(id));
    found.map_or(JsValue::UNDEFINED, JsValue::from)
}

/// How long a code has to be out of the picture before it counts again, in milliseconds.
const AWAY_MS: f64 = 1_000.0;

/// What was in the picture last, so that nothing is taken twice because it is held there.
#[derive(Debug, Default)]
pub struct Seen(Vec<(String, f64)>);

impl Seen {
    /// Those of the codes in the picture at this time, in milliseconds, that came into it.
    pub fn came(&mut self, codes: Vec<String>, now: f64) -> Vec<String> {
        self.0.retain(|(_, last)| now - last < AWAY_MS);
        let mut came = Vec::new();
        for code in codes {
            match self.0.iter_mut().find(|(known, _)| *known == code) {
                Some((_, last)) => *last = now,
                None => {
                    self.0.push((code.clone(), now));
                    came.push(code);
                }
            }
        }
        came
    }

    /// What is in the picture counts once more.
    pub fn again(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_once_until_it_was_away_for_a_second() {
        let mut seen = Seen::default();
        let mut came = |now: f64, codes: &[&str]| seen.came(codes.iter().map(|code| (*code).to_owned()).collect(), now);
        assert_eq!(came(0.0, &["8901"]), ["8901"]);
        assert!(came(900.0, &["8901"]).is_empty(), "still there");
        assert_eq!(came(1_000.0, &["8902", "8901"]), ["8902"], "another beside it");
        assert!(came(1_900.0, &[]).is_empty());
        assert!(came(1_950.0, &["8901"]).is_empty(), "out of focus for a moment");
        assert_eq!(came(2_950.0, &["8901"]), ["8901"], "away for a second");
        seen.again();
        assert_eq!(seen.came(vec!["8901".to_owned()], 2_960.0), ["8901"], "asked for once more");
    }
}
