"""Checks the documents that Lodge writes with Atlassian's own code. Run by hand, with Node: its packages are 60 MB.

`python -m tests.campaigns.adf_against_atlassian 2000` checks 2000 texts of each kind against the schema of the editor,
its validator and the JSON schema. It exits with 1 where one refuses a document, or where the editor would change it.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import fastjsonschema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import tests.support.environment  # noqa: F401  # settings, before Django reads them
from issues.richtext import to_adf
from tests.unit.issues.richtext import strategies

HERE = Path(__file__).parent
PACKAGES = (
    *(
        "@atlaskit/adf-schema@57.7.22",
        "@atlaskit/adf-utils@20.9.78",
        "@atlaskit/editor-prosemirror@9.0.0",
    ),
    "@atlaskit/editor-json-transformer@9.8.2",
)
KINDS: dict[str, st.SearchStrategy[str]] = {
    "documents": strategies.documents,
    "noise": strategies.noise().map(lambda drawn: drawn[0]),
    "addresses": strategies.addresses,
}


def installed() -> Path:
    """Where Atlassian's packages lie; installs them the first time."""
    folder = HERE.parents[1] / "var" / "atlassian"
    if not (folder / "node_modules").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        npm = [
            "npm",
            "install",
            "--ignore-scripts",
            "--legacy-peer-deps",
            "--no-audit",
            "--no-fund",
        ]
        subprocess.run([*npm, "--prefix", str(folder), *PACKAGES], check=True, stdout=sys.stderr)
    return folder


def drawn(texts: st.SearchStrategy[str], count: int) -> list[str]:
    """`count` texts, different ones."""
    found: dict[str, None] = {}

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def draw(text: str) -> None:
        found[text] = None

    draw()
    return list(found)


def judged(documents: list[dict[str, Any]], folder: Path) -> list[list[str]]:
    """For each document who refuses or changes it."""
    lines = "\n".join(map(json.dumps, documents))
    script = ["node", str(HERE / "adf_judge.cjs"), str(folder)]
    said = subprocess.run(script, input=lines, capture_output=True, text=True, check=True).stdout
    verdicts: list[list[str]] = [json.loads(line) for line in said.splitlines()]
    schema = folder / "node_modules/@atlaskit/adf-schema/dist/json-schema/v1/full.json"
    check = fastjsonschema.compile(json.loads(schema.read_text()))
    for document, verdict in zip(documents, verdicts, strict=True):
        try:
            check(document)
        except fastjsonschema.JsonSchemaException as error:
            verdict.append(f"JSON schema: {str(error)[:100]}")
    return verdicts


def main() -> int:
    """Print the figures; 1 where a document was refused or changed."""
    count, bad = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, 0
    folder = installed()
    for kind, texts in KINDS.items():
        pairs = [(text, to_adf(text)) for text in drawn(texts, count)]
        pairs = [
            (text, document) for text, document in pairs if document["content"]
        ]  # an empty one is not sent
        judges: Counter[str] = Counter()
        for (text, _), verdict in zip(
            pairs, judged([each for _, each in pairs], folder), strict=True
        ):
            judges.update(said.partition(":")[0] for said in verdict)
            if verdict:
                print(f"{text!r}\n  {verdict}", flush=True)
        bad += sum(judges.values())
        print(
            f"{kind}: {len(pairs)} documents; refused or changed: {dict(judges) or 0}", flush=True
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
