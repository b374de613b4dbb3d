"""Checks what the documents promise: links lead somewhere, the tests named in docs/rules.md exist,
lock files name no download address.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)\s]*)?\)")
NAMED_TEST = re.compile(r"`([\w./-]+\.(?:rs|py|sh|ts))#(\w+)`")


def tracked(*patterns):
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def broken_links(page):
    for target, _ in LINK.findall(page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            if not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: link to {target} leads nowhere"


def missing_tests(rules):
    named = NAMED_TEST.findall(rules.read_text())
    if not named:
        yield f"{rules.relative_to(ROOT)}: names no test"
    for path, test in named:
        source = ROOT / path
        if not source.exists():
            yield f"docs/rules.md: {path} does not exist"
        elif not re.search(rf"\b{test}\b", source.read_text()):
            yield f"docs/rules.md: {path} has no test {test}"


def addresses(lock):
    if re.search(r'"resolved": *"https?://', lock.read_text()):
        yield f"{lock.relative_to(ROOT)}: names a download address (see .npmrc)"


def main():
    problems = [p for page in tracked("*.md") for p in broken_links(page)]
    problems += missing_tests(ROOT / "docs/rules.md")
    problems += [p for lock in tracked("*package-lock.json") for p in addresses(lock)]
    print("\n".join(problems) or "links, rules and lock files hold")
    return bool(problems)


sys.exit(main())
