#!/bin/sh
# rocrate 0.16.0: a crate whose root lists its experiments, and each experiment its own files, is read with the files in
# the root's hasPart as well, and written so.
# Seen 2026-11-29: read ['experimentA/'] plus 'experimentA/a.csv'; written the same.
# What it means: in an .eln archive the root's hasPart says what is imported as an entry; after one pass through rocrate
# each file is listed there too.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q rocrate==0.16.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import pathlib
import tempfile

from rocrate.rocrate import ROCrate

with tempfile.TemporaryDirectory() as temporary:
    folder, again = pathlib.Path(temporary, "crate"), pathlib.Path(temporary, "again")
    (folder / "experimentA").mkdir(parents=True)
    (folder / "experimentA" / "a.csv").write_text("1,2\n")
    crate = "https://w3id.org/ro/crate/1.1"
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": crate},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": "two levels",
            "description": "one experiment with one file",
            "datePublished": "2026-11-29",
            "license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
            "hasPart": [{"@id": "./experimentA/"}],
        },
        {
            "@id": "./experimentA/",
            "@type": "Dataset",
            "name": "A",
            "hasPart": [{"@id": "./experimentA/a.csv"}],
        },
        {"@id": "./experimentA/a.csv", "@type": "File", "name": "a.csv"},
    ]
    document = {"@context": f"{crate}/context", "@graph": graph}
    (folder / "ro-crate-metadata.json").write_text(json.dumps(document))
    read = ROCrate(folder)
    print("read", [part.id for part in read.root_dataset["hasPart"]])
    read.write(again)
    written = json.loads((again / "ro-crate-metadata.json").read_text())["@graph"]
    parts = next(node for node in written if node["@id"] == "./")["hasPart"]
    print("written", parts)
    assert [part["@id"] for part in parts] == ["experimentA/", "experimentA/a.csv"], "CHANGED"
PYTHON
