//! What the window's page is made of: the UI that was built into the program, and the fonts that bills are printed with.

use std::borrow::Cow;

use smartkhata_core::print::font_file;
use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{App, Assets, Context, Runtime};

/// The built UI, with the fonts of the core beside it: they are in the program once.
pub struct WithFonts<R: Runtime>(Option<Box<dyn Assets<R>>>);

impl<R: Runtime> WithFonts<R> {
    /// Puts the fonts beside what was built in.
    pub fn beside(context: &mut Context<R>) {
        let built = context.set_assets(Box::new(Self(None)));
        context.set_assets(Box::new(Self(Some(built))));
    }
}

impl<R: Runtime> Assets<R> for WithFonts<R> {
    fn setup(&self, app: &App<R>) {
        if let Some(built) = &self.0 {
            built.setup(app);
        }
    }

    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        match key.as_ref().strip_prefix("/fonts/") {
            Some(name) => font_file(name).map(Cow::Borrowed),
            None => self.0.as_ref()?.get(key),
        }
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        match &self.0 {
            Some(built) => built.iter(),
            None => Box::new(std::iter::empty()),
        }
    }

    fn csp_hashes(&self, html_path: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        match &self.0 {
            Some(built) => built.csp_hashes(html_path),
            None => Box::new(std::iter::empty()),
        }
    }
}
