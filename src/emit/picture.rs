//! The graph of a site as an SVG that reads well on its own.

use crate::plan::Plan;

pub fn svg(plan: &Plan) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{}</title></svg>\n",
        plan.id
    )
}
