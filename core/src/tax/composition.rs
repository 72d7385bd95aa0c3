//! The composition levy (section 10 of the CGST Act): a small seller pays a share of the turnover out of his
//! own pocket, prints bills of supply and collects no tax.

use serde::{Deserialize, Serialize};

use super::compute::Amounts;
use crate::code::state::StateCode;
use crate::error::Result;
use crate::money::{Paise, Rate};

/// What the seller does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompositionKind {
    /// Makes goods or trades in them.
    Goods,
    /// Serves food and drink.
    Restaurant,
    /// Other services (section 10(2A)).
    Services,
}

impl CompositionKind {
    /// Of the turnover, half each to the Centre and the State. For traders the taxable turnover counts.
    pub const fn rate(self) -> Rate {
        match self {
            Self::Goods => Rate::percent(1),
            Self::Restaurant => Rate::percent(5),
            Self::Services => Rate::percent(6),
        }
    }

    /// The turnover of the last year up to which the levy may be chosen: 1.5 crore, 75 lakh in eight States,
    /// 50 lakh for services.
    ///
    /// ```
    /// use smartkhata_core::{code::state::StateCode, tax::composition::CompositionKind};
    /// let limit = |state: &str| Ok::<_, smartkhata_core::Error>(
    ///     CompositionKind::Goods.turnover_limit(state.parse::<StateCode>()?).to_string());
    /// assert_eq!(limit("27")?, "1,50,00,000.00");
    /// assert_eq!(limit("05")?, "75,00,000.00");
    /// # Ok::<(), smartkhata_core::Error>(())
    /// ```
    pub const fn turnover_limit(self, state: StateCode) -> Paise {
        match (self, state.number()) {
            (Self::Services, _) => Paise::rupees(5_000_000),
            // Uttarakhand, Sikkim, Arunachal Pradesh, Nagaland, Manipur, Mizoram, Tripura, Meghalaya.
            (_, 5 | 11..=17) => Paise::rupees(7_500_000),
            _ => Paise::rupees(15_000_000),
        }
    }

    /// The tax on a turnover, each half rounded to the paisa; the statement (CMP-08) rounds what is paid to the
    /// rupee (section 170).
    pub fn tax_on_turnover(self, turnover: Paise) -> Result<Amounts> {
        let half = self.rate().half_of(turnover, "tax")?;
        Ok(Amounts { taxable: turnover, cgst: half, sgst: half, ..Amounts::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_limits() {
        for (kind, half) in [
            (CompositionKind::Goods, "500.00"),
            (CompositionKind::Restaurant, "2,500.00"),
            (CompositionKind::Services, "3,000.00"),
        ] {
            let tax = kind.tax_on_turnover(Paise::rupees(100_000)).unwrap();
            assert_eq!((tax.cgst.to_string().as_str(), tax.sgst.to_string().as_str()), (half, half));
            assert!(tax.igst.is_zero());
        }
        let lower: Vec<&str> = StateCode::offered()
            .filter(|state| CompositionKind::Restaurant.turnover_limit(*state) == Paise::rupees(7_500_000))
            .map(StateCode::name)
            .collect();
        assert_eq!(
            lower,
            ["Uttarakhand", "Sikkim", "Arunachal Pradesh", "Nagaland", "Manipur", "Mizoram", "Tripura", "Meghalaya"]
        );
        let delhi = "07".parse().unwrap();
        assert_eq!(CompositionKind::Services.turnover_limit(delhi), Paise::rupees(5_000_000));
    }
}
