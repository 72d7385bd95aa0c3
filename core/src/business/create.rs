//! The first run: names the shop and makes this installation its first device.

use crate::api::Session;
use crate::api::session::Me;
use crate::api::shop::CreateShop;
use crate::business::Shop;
use crate::error::{Code, Error, Result};
use crate::id::{BusinessId, DeviceId};
use crate::journal::change::Kind;
use crate::journal::merge::Fields;
use crate::store::Engine;
use crate::text;

/// The number series of a shop's first device.
const FIRST_SERIES: &str = "A";

/// Names the shop. Nothing else is asked.
pub async fn create<E: Engine>(session: &mut Session<'_, E>, request: CreateShop) -> Result<Shop> {
    let business = BusinessId::new(session.new_id());
    create_as(session, business, request).await
}

/// Names the shop whose books have this id: a server knows it before it may write.
pub async fn create_as<E: Engine>(
    session: &mut Session<'_, E>,
    business: BusinessId,
    request: CreateShop,
) -> Result<Shop> {
    if session.me_if_any().await?.is_some() {
        return Err(Error::new(Code::ShopExists, "This shop is already set up."));
    }
    let name = text::required("name", &request.name, 100)?;
    let me = Me { business, device: DeviceId::new(session.new_id()), series: FIRST_SERIES.to_owned() };
    session.become_device(me.clone()).await?;
    let shop = Fields::of(&crate::business::ShopEdit {
        name: Some(name),
        language: Some(request.language),
        ..Default::default()
    })?;
    session.append(Kind::Device, me.device.uuid(), &Fields::default().with("series", FIRST_SERIES)).await?;
    session.append(Kind::Shop, me.business.uuid(), &shop).await?;
    session.shop().await
}
