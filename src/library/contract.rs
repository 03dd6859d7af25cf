//! What a unit must give to fill a role, as `stdlib/roles.toml` says once for all units.

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::Named;
use crate::syntax::scalar::Scalar;

/// The file that the contracts stand in. It is syzc's own: a project cannot replace it.
pub const CONTRACTS: &str = "stdlib/roles.toml";

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

keys! {
    /// The contracts of all roles.
    pub struct ContractKeys {
        /// By role.
        role: Named<Contract> = Shape::map(Scalar::Text, Contract::shape()), required;
    }

    /// What a unit of one role must give.
    pub struct Contract {
        /// Values that units of other roles use, by name, with their types.
        outputs: Named<String> = Shape::map(Scalar::Text, text()), default "{}";
        /// Files that it always writes.
        files: Vec<String> = Shape::list(text()), default "[]";
        /// Collections of other roles that it contributes to, as `role.collection`; of those that `|` joins one is enough.
        contributes: Vec<String> = Shape::list(text()), default "[]";
        /// Collections that units of other roles contribute to, by name.
        collection: Named<CollectionContract> = Shape::map(Scalar::Text, CollectionContract::shape()), default "{}";
    }

    /// What a collection must have.
    pub struct CollectionContract {
        /// The fields that others write.
        fields: Vec<String> = Shape::list(text()), required;
        /// The file that a record speaks of; `{field}` stands for the record's.
        file: Option<String> = text(), optional;
        /// Where files are idle unless a record speaks of them; `{field}` stands for the record's.
        within: Option<String> = text(), optional;
    }
}
