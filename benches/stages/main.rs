//! How long each stage takes, on a made-up dossier in memory.
//!
//! `cargo bench` measures all, `cargo bench -- render` what is called so. Every stage names what its time should grow with
//! (bytes of text, quotations, sources), so that its throughput says at once whether it does.
#![allow(missing_docs, reason = "the macros of criterion make public functions")]

mod quotations;
#[path = "../synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::sync::Arc;

use casebook::diag::Checked;
use casebook::model::files::{File, Files};
use casebook::model::lock::History;
use casebook::model::page::SourcePage;
use casebook::model::site::Site;
use casebook::query::{self, Built, Options, Verified};
use casebook::render::render;
use casebook::text::Text;
use casebook::theme::{self, DEFAULT};
use casebook::{anchor, cite, clean, edition, link, parse, search};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

use self::synthetic::{Dossier, Size};

/// Sources of the dossier on which single stages are measured: a build of it takes milliseconds.
const SOURCES: usize = 100;

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages, pages, whole, quotations::look_up, quotations::explain
}
criterion_main!(benches);

fn stages(criterion: &mut Criterion) {
    let files = files(SOURCES);
    let options = Options::default();
    let mut group = criterion.benchmark_group("stage");

    let content: usize = files.below("content/").map(|(_, file)| file.bytes().len()).sum();
    group.throughput(Throughput::Bytes(content as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| parse::parse(&files)));

    let raw: usize = files.below("seeds/").map(|(_, file)| file.bytes().len()).sum();
    group.throughput(Throughput::Bytes(raw as u64));
    let sources = parse::parse(&files).value.sources;
    let texts: Vec<(&SourcePage, Text, clean::Setting)> =
        sources.iter().map(|page| (&**page, raw_text(page, &files), setting(page, &files))).collect();
    group.bench_function("clean", |bencher| {
        bencher.iter(|| {
            for (page, raw, setting) in &texts {
                black_box(clean::clean(raw, &page.recipe, setting));
            }
        });
    });

    let Verified { dossier, .. } = flawless(query::dossier(&files, &options));
    group.throughput(Throughput::Elements(dossier.verified().count() as u64));
    let history = History::default();
    group.bench_function("anchor", |bencher| bencher.iter(|| anchor::anchor(&dossier, &history)));

    let records: Vec<cite::Record> = dossier.sources.iter().map(|source| cite::Record::of(&source.page)).collect();
    let theme = flawless(theme::theme(&files, &dossier.config));
    let style = cite::Style::of(&theme.words);
    let labels = Arc::new(cite::labels(&records, &cite::suffixes(&cite::sorted(&records), &style), &style));
    let shown = flawless(edition::show(dossier, None));
    group.throughput(Throughput::Bytes(raw as u64));
    group.bench_function("link", |bencher| {
        bencher.iter(|| link::link(&shown, &labels, &mut link::Memory::default()));
    });
    let site = site(&files);
    group.bench_function("search", |bencher| {
        bencher.iter(|| {
            search::search(&site.shown, &site.index, &mut search::Memory::default()).finished(&site).version.len()
        });
    });
    group.finish();
}

fn pages(criterion: &mut Criterion) {
    let site = site(&files(SOURCES));
    let mut group = criterion.benchmark_group("render");
    for kind in ["sources", "records", "entries", "data"] {
        let is_of_kind = |path: &&str| match kind {
            "sources" => path.starts_with("sources/") && !path.ends_with("/record.html"),
            "records" => path.ends_with("/record.html"),
            "entries" => path.starts_with("glossary/"),
            _ => path.starts_with("data/"),
        };
        let paths: Vec<&str> = site.pages.keys().map(String::as_str).filter(is_of_kind).collect();
        let bytes: usize = paths.iter().map(|path| flawless(render(&site, path)).len()).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(kind, |bencher| {
            bencher.iter(|| {
                for path in &paths {
                    black_box(render(&site, path));
                }
            });
        });
    }
    group.finish();
}

/// From the files to the site, no page rendered: the time is to grow as the sources do.
fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("site");
    group.sample_size(10);
    for sources in [SOURCES, 10 * SOURCES] {
        let files = files(sources);
        group.throughput(Throughput::Elements(sources as u64));
        group.bench_with_input(BenchmarkId::from_parameter(sources), &files, |bencher, files| {
            bencher.iter(|| query::site(files, &Options::default()));
        });
    }
    group.finish();
}

/// The inputs that make up a dossier of so many sources.
fn files(sources: usize) -> Files {
    let dossier = Dossier::new(Size::of(sources));
    let made =
        synthetic::casebook::files(&dossier).map(|(path, text)| File { path, contents: text.into_bytes().into() });
    let theme =
        DEFAULT.iter().map(|(name, bytes)| File { path: format!("themes/default/{name}"), contents: (*bytes).into() });
    Files::new(made.chain(theme).collect())
}

fn site(files: &Files) -> Site {
    let Built { site, .. } = flawless(query::site(files, &Options::default()));
    site
}

fn raw_text(page: &SourcePage, files: &Files) -> Text {
    let file = files.find(&page.raw.value).expect("every source has a raw text");
    Text::new(files.text(file).expect("raw texts are UTF-8").clone())
}

fn setting(page: &SourcePage, files: &Files) -> clean::Setting {
    clean::Setting {
        file: files.find(&page.raw.value).expect("every source has a raw text"),
        paragraphs: page.paragraphs,
        language: page.language.as_str().into(),
        direction: page.direction,
    }
}

/// What is measured has no findings, or it would be something else that is measured.
fn flawless<T>(checked: Checked<T>) -> T {
    assert!(checked.diags.is_empty(), "{:?}", checked.diags[0]);
    checked.value
}
