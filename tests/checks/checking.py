"""What the checks of this folder share: a tree of files to look at, and the proof that each can fail.

A check is a function that takes a Tree and yields one sentence per violation. run() gives it the
project or, with --self-test, small trees with and without a planted violation.
"""

import argparse
import pathlib
import re
import sys
import tempfile

TOP = ('app', 'widgets', 'core', 'resources', 'data', 'po', 'tests')
PROJECT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # what meson reads as "skipped"


class Tree:
    """The project's files below a root; paths are relative, with slashes. @made: by the build."""

    def __init__(self, root, made=()):
        self.root = pathlib.Path(root).resolve()
        self.made = made

    def files(self, *suffixes, tops=TOP):
        for top in tops:
            for path in sorted((self.root / top).rglob('*')):
                if path.is_file() and path.name.endswith(suffixes):
                    yield path.relative_to(self.root).as_posix()

    def read(self, path):
        return (self.root / path).read_text(encoding='utf-8')

    def exists(self, path):
        return (self.root / path).exists()


def strip_comments(text):
    """Blanks the comments of C, keeping line numbers; string literals stay."""
    def blank(match):
        found = match.group(0)
        return found if found[0] in '"\'' else re.sub(r'[^\n]', ' ', found)

    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', blank, text,
                  flags=re.DOTALL)


def lines_of(text):
    return enumerate(text.splitlines(), start=1)


def self_test(check, cases):
    """cases: (what it shows, {path: content}, expected part of a violation or None for none)."""
    wrong = 0
    for name, files, expected in cases:
        with tempfile.TemporaryDirectory() as folder:
            for path, content in files.items():
                target = pathlib.Path(folder) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(content, encoding='utf-8')
            found = list(check(Tree(folder)))
        right = any(expected in line for line in found) if expected else not found
        if not right:
            wrong += 1
            print(f'self-test “{name}”: expected {expected!r}, found {found}')
    print(f'{len(cases)} cases, {wrong} wrong')
    has_planted = any(expected for _, _, expected in cases)
    return 1 if wrong or not has_planted else 0


def run(check, cases):
    """The main of a check."""
    parser = argparse.ArgumentParser(description=sys.modules['__main__'].__doc__)
    parser.add_argument('--root', default=PROJECT)
    parser.add_argument('--self-test', action='store_true')
    parser.add_argument('--made', nargs='*', default=[], help='files that the build has made')
    arguments = parser.parse_args()

    if arguments.self_test:
        sys.exit(self_test(check, cases))
    found = list(check(Tree(arguments.root, arguments.made)))
    for line in found:
        print(line)
    sys.exit(1 if found else 0)
