//! Packets: what they name.

use super::check;

const SOURCE: &str = "\
== seeds/a.txt
The fox ran.
== content/sources/letter.md
+++
raw    = \"seeds/a.txt\"
title  = \"A\"
rights = { publish = \"full\" }
+++
";

#[track_caller]
fn check_packet(packet: &str, expected: &str) {
    check(&format!("\n{SOURCE}== content/packets/p.md\n+++\n{packet}+++\nSee [[letter]].\n"), expected);
}

#[test]
fn a_packet_holds_sources() {
    check_packet(
        "title = \"P\"\n",
        r"
error[key-missing]: `sources` is missing
 --> content/packets/p.md:1:1
  |
1 | +++
  | ^
  |
  = help: add `sources = …`

1 error
",
    );
}

#[test]
fn a_packet_is_not_empty() {
    check_packet(
        "title = \"P\"\nsources = []\n",
        r#"
error[value-invalid]: a packet without sources has nothing to print
 --> content/packets/p.md:3:11
  |
3 | sources = []
  |           ^^
  |
  = help: name the sources by their ids: `sources = ["id", …]`

1 error
"#,
    );
}

#[test]
fn a_source_of_a_packet_is_known() {
    check_packet(
        "title = \"P\"\nsources = [\"lettre\", \"nothing\"]\n",
        r#"
error[unknown-id]: there is no source `lettre`
 --> content/packets/p.md:3:12
  |
3 | sources = ["lettre", "nothing"]
  |            ^^^^^^^^
  |
  = help: did you mean `letter`?

error[unknown-id]: there is no source `nothing`
 --> content/packets/p.md:3:22
  |
3 | sources = ["lettre", "nothing"]
  |                      ^^^^^^^^^
  |
  = help: sources are the files of `content/sources/`, without `.md`

2 errors
"#,
    );
}

#[test]
fn an_entry_of_a_packet_is_known() {
    check_packet(
        "title = \"P\"\nsources = [\"letter\"]\nentries = [\"fox\"]\n",
        r#"
error[unknown-id]: there is no entry `fox`
 --> content/packets/p.md:4:12
  |
4 | entries = ["fox"]
  |            ^^^^^
  |
  = help: entries are the files of `content/glossary/`, without `.md`

1 error
"#,
    );
}

#[test]
fn a_packet_names_each_source_once() {
    check_packet(
        "title = \"P\"\nsources = [\"letter\", \"letter\"]\n",
        r#"
error[value-invalid]: the packet has the source `letter` twice
 --> content/packets/p.md:3:22
  |
3 | sources = ["letter", "letter"]
  |                      ^^^^^^^^
  |
  = help: remove one of them

1 error
"#,
    );
}

#[test]
fn a_draft_is_left_out_of_a_packet() {
    check(
        r#"
== seeds/a.txt
The fox ran.
== content/sources/letter.md
+++
raw    = "seeds/a.txt"
title  = "A"
rights = { publish = "full" }
draft  = true
+++
== content/packets/p.md
+++
title   = "P"
sources = ["letter"]
+++
"#,
        r#"
warning[packet-withheld]: this edition leaves out `letter`, and so does the packet
 --> content/packets/p.md:3:12
  |
3 | sources = ["letter"]
  |            ^^^^^^^^

1 warning
"#,
    );
}
