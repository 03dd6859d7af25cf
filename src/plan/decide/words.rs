//! What the hub's own pages say, in the language of the institution.

use super::Desk;
use crate::syntax::{Data, Datum};

/// Each sentence by name: in English, and in French.
const WORDS: &[(&str, &str, &str)] = &[
    ("language", "en", "fr"),
    (
        "choose",
        "What would you like to work with?",
        "Avec quoi voulez-vous travailler ?",
    ),
    ("help", "Help", "Aide"),
    ("terms", "Terms of use", "Conditions d'utilisation"),
    (
        "away",
        "The hub is away for a moment",
        "Le serveur est absent un instant",
    ),
    (
        "away_text",
        "It does not answer right now. Saved work is safe. This page tries again by itself every minute.",
        "Il ne répond pas pour l'instant. Le travail enregistré est en sécurité. Cette page réessaie d'elle-même chaque minute.",
    ),
    (
        "away_write",
        "If this lasts, write to",
        "Si cela dure, écrivez à",
    ),
    ("signed_out", "You are signed out", "Vous êtes déconnecté"),
    (
        "signed_out_text",
        "On a shared computer, close the browser too: your institution may still know you.",
        "Sur un ordinateur partagé, fermez aussi le navigateur : votre établissement vous connaît peut-être encore.",
    ),
    ("sign_in_again", "Sign in again", "Se reconnecter"),
    (
        "not_signed_in",
        "Signing in did not work",
        "La connexion n'a pas abouti",
    ),
    (
        "not_signed_in_text",
        "Please begin again from here. An old page or a bookmark of your institution's sign-in page does not lead to this service.",
        "Veuillez recommencer d'ici. Une ancienne page ou un signet de la page de connexion de votre établissement ne mène pas à ce service.",
    ),
    (
        "not_signed_in_reason",
        "The reason given:",
        "La raison donnée :",
    ),
];

pub fn decide(desk: &mut Desk<'_>) {
    let language = &desk.site.institution.language;
    let french = language.as_str() == "fr";
    let words = WORDS
        .iter()
        .map(|(name, english, in_french)| {
            let text = if french { in_french } else { english };
            (
                (*name).to_owned(),
                Datum::new(Data::Text((*text).to_owned())),
            )
        })
        .collect();
    let from = [language.sources.clone()];
    desk.wire(
        "words",
        "what the hub's own pages say",
        Data::Record(words),
        from,
    );
}
