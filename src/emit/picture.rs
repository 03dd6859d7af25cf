//! The graph of a site as an SVG that reads well on its own.
//!
//! Roles stand under each other in the order in which a person meets them when deploying. What one gives another is
//! an arc on the right; what one contributes to another's collection is a dashed arc on the left. Each box says in
//! words what its role takes, so that no label lies on a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::dialect::Dialect;
use crate::plan::{Instance, Plan};
use crate::syntax::Data;

const MARGIN: usize = 150;
const WIDTH: usize = 560;
const TOP: usize = 84;
const LINE: usize = 17;
const GAP: usize = 26;
/// Characters of the small print that fit into a box.
const COLUMNS: usize = 84;

/// A box: where it stands and what is in it.
struct Placed<'a> {
    instance: &'a Instance,
    top: usize,
    height: usize,
    lines: Vec<String>,
}

/// Draws the roles of a plan and what they give each other.
pub fn svg(plan: &Plan) -> String {
    let boxes = place(plan);
    let bottom = boxes.last().map_or(TOP, |last| last.top + last.height);
    let (width, height) = (WIDTH + 2 * MARGIN, bottom + 40);
    let id = escape(&plan.id);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\">
<title>The parts of {id}</title>
<defs>
<marker id=\"gives\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#1f5f8b\"/></marker>
<marker id=\"adds\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#a4590b\"/></marker>
</defs>
<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>
<text x=\"{MARGIN}\" y=\"34\" font-size=\"20\" font-weight=\"bold\" fill=\"#222222\">The parts of {id}</text>
<text x=\"{MARGIN}\" y=\"58\" font-size=\"12.5\" fill=\"#a4590b\">left, dashed: adds records to</text>
<text x=\"{end}\" y=\"58\" font-size=\"12.5\" fill=\"#1f5f8b\" text-anchor=\"end\">right, solid: gives a value to</text>
",
        end = MARGIN + WIDTH,
    );
    arcs(plan, &boxes, &mut out);
    for placed in &boxes {
        draw(placed, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

fn place(plan: &Plan) -> Vec<Placed<'_>> {
    let mut top = TOP;
    let mut boxes = Vec::new();
    for instance in &plan.instances {
        let mut lines = wrap(&instance.unit.doc);
        for (giver, names) in taken(plan, &instance.part) {
            let names: Vec<&str> = names.into_iter().collect();
            lines.extend(wrap(&format!("from {giver}: {}", names.join(", "))));
        }
        let height = 34 + lines.len() * LINE;
        boxes.push(Placed {
            instance,
            top,
            height,
            lines,
        });
        top += height + GAP;
    }
    boxes
}

/// What a part takes of each other part.
fn taken<'a>(plan: &'a Plan, part: &str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut taken: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in &plan.edges {
        if edge.to == part && edge.from != part && !edge.contribution {
            taken.entry(&edge.from).or_default().insert(&edge.what);
        }
    }
    taken
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn draw(placed: &Placed<'_>, out: &mut String) {
    let (top, height) = (placed.top, placed.height);
    let text = MARGIN + 16;
    let mut line = |markup: String| {
        writeln!(out, "{markup}").expect("invariant: writing to a string");
    };
    line(format!(
        "<rect x=\"{MARGIN}\" y=\"{top}\" width=\"{WIDTH}\" height=\"{height}\" rx=\"7\" fill=\"#f4f7fa\" stroke=\"#5b6b7a\"/>"
    ));
    line(format!(
        "<text x=\"{text}\" y=\"{}\" font-size=\"15\" font-weight=\"bold\" fill=\"#222222\">{}</text>",
        top + 22,
        escape(&placed.instance.unit.path())
    ));
    for (index, content) in placed.lines.iter().enumerate() {
        line(format!(
            "<text x=\"{text}\" y=\"{}\" font-size=\"12.5\" fill=\"#444444\">{}</text>",
            top + 22 + (index + 1) * LINE,
            escape(content)
        ));
    }
}

/// One arc for each pair of roles and side; what it carries is its tooltip.
fn arcs(plan: &Plan, boxes: &[Placed<'_>], out: &mut String) {
    let mut pairs: BTreeMap<(bool, usize, usize), Vec<&str>> = BTreeMap::new();
    let position = |part: &str| boxes.iter().position(|placed| placed.instance.part == part);
    for edge in &plan.edges {
        if let (Some(from), Some(to)) = (position(&edge.from), position(&edge.to))
            && from != to
        {
            let names = pairs.entry((edge.contribution, from, to)).or_default();
            names.push(&edge.what);
        }
    }
    for ((contribution, from, to), names) in &pairs {
        let (start, end) = (&boxes[*from], &boxes[*to]);
        // Arcs leave below the middle of a box and arrive above it, so that both are told apart.
        let y1 = start.top + start.height * 3 / 5;
        let y2 = end.top + end.height * 2 / 5;
        let reach = 22 + 11 * from.abs_diff(*to);
        let (x, bend, color, marker, dash) = if *contribution {
            let bend = MARGIN.saturating_sub(reach);
            (MARGIN, bend, "#a4590b", "adds", " stroke-dasharray=\"5 3\"")
        } else {
            let edge = MARGIN + WIDTH;
            (edge, edge + reach, "#1f5f8b", "gives", "")
        };
        writeln!(
            out,
            "<path d=\"M{x} {y1} C{bend} {y1} {bend} {y2} {x} {y2}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.4\"{dash} marker-end=\"url(#{marker})\"><title>{} to {}: {}</title></path>",
            escape(&start.instance.part),
            escape(&end.instance.part),
            escape(&names.join(", "))
        )
        .expect("invariant: writing to a string");
    }
}

fn escape(text: &str) -> String {
    let printed = Dialect::Xml.text(&Data::Text(text.to_owned()));
    printed.unwrap_or_default()
}
