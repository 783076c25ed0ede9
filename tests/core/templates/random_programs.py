"""Random small programs in the language of chat templates, and what transformers' own environment makes of them.

random_programs.py SEED COUNT: writes a JSON object a line: {"variables"}, then a {"template", "text"} for each program or,
where rendering fails, "error" instead of "text".
"""
import copy
import json
import random
import sys
import warnings
from datetime import datetime

warnings.simplefilter("ignore")

from transformers.utils import chat_template_utils

VARIABLES = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "  Grüße, wie geht's?\n", "name": None},
        {"role": "assistant", "content": "Gut — \"sehr\" gut.", "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1.5, "items": [True, None]}}}]},
        {"role": "user", "content": [{"type": "text", "text": "eins"}, {"type": "image"}, {"type": "text", "text": "zwei"}]},
    ],
    "n": 7, "m": -3, "x": 2.5, "big": 1e22, "small": 1e-7, "flag": True, "nothing": None, "empty": "", "word": "Straße",
    "text": "The quick  brown\tfox\njumps over <b>the</b> lazy dog", "path": "a/b.c/d", "spaces": " \n\tx y \u00a0",
    "list": [3, 1, 2], "words": ["pear", "Apple", "fig", "apple"], "mixed": [1, "1", 1.0, None, True, [1], {"k": 1}],
    "d": {"a": 1, "B": 2, "items": 3, "c": {"d": [10, 20]}}, "pairs": [["a", 1], ["b", 2]],
    "people": [{"name": "Ann", "age": 30}, {"name": "bob", "age": 25}, {"name": "Cy"}, {"name": "ann", "age": 30}],
    "bos_token": "<s>", "eos_token": "</s>",
}

NUMBERS = ["n", "m", "x", "0", "1", "2", "10", "3.5", "1e3", "true", "list[0]", "messages|length", "loop.index", "d.a", "-4", "0.1", "100"]
TEXTS = ["word", "text", "path", "spaces", "empty", "'abc'", "\"it's\"", "'a\\nb'", "'%s'", "'é😀'", "messages[0].role", "messages[1]['content']", "bos_token", "'x' 'y'", "' '", "'-'", "'a'"]
LISTS = ["list", "words", "mixed", "[1, 2, 3]", "['b', 'a']", "[]", "(1, 2)", "range(4)", "range(5, 0, -2)", "messages[2].tool_calls", "d.keys()", "d.values()", "d.items()", "text.split()", "pairs", "people", "'abc'", "(1,)", "()"]
DICTS = ["d", "messages[0]", "{'k': 1, 2: 'two'}", "{}", "people[1]", "d.c", "dict(a=1, b='x')", "{true: 1, none: 2}"]
OTHERS = ["nothing", "missing", "missing.x", "none", "flag", "false", "d.nope", "list[9]", "word.nope", "d['items']", "messages[1].name", "loop.index0", "namespace(a=1).a", "true", "x is defined", "ns.total"]

TEXT_METHODS = ["upper()", "lower()", "strip()", "lstrip()", "rstrip()", "title()", "capitalize()", "swapcase()", "split()", "split('a')", "split(' ', 1)", "rsplit(None, 1)", "rsplit('/', 1)", "splitlines()", "splitlines(true)", "replace('a', 'bb')", "replace('', '-')", "replace('a', 'b', 1)", "startswith('T')", "endswith(('x', 'g'))", "startswith('a', 1)", "find('b')", "rfind('a')", "index('a')", "count('a')", "count('')", "strip('aTx')", "partition('.')", "rpartition('/')", "zfill(12)", "center(11)", "ljust(9, '*')", "rjust(9)", "isdigit()", "isalpha()", "isupper()", "islower()", "isspace()", "istitle()", "isalnum()", "removeprefix('a')", "removesuffix('c')", "join(words)", "join(['x', 'y'])", "format(1, a=2)", "expandtabs(4)", "casefold()", "isidentifier()", "isascii()", "isprintable()", "isnumeric()", "find('o', 5, -3)", "nope"]
TEXT_FILTERS = ["upper", "lower", "trim", "title", "capitalize", "length", "string", "list", "first", "last", "reverse", "replace('a', 'o')", "replace('a', 1)", "indent", "indent(2, true)", "indent('> ', blank=true)", "center(15)", "wordcount", "truncate(10)", "truncate(12, true, '..', 0)", "int", "float", "int(5)", "int(base=16)", "tojson", "escape", "e", "safe", "urlencode", "striptags", "default('z')", "default('z', true)", "trim('a')", "format(1)", "join('.')", "unique|list", "sort", "count", "forceescape", "batch(2)|list", "filesizeformat"]
LIST_FILTERS = ["length", "first", "last", "join", "join(', ')", "list", "reverse|list", "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "unique|list", "unique(true)|list", "min", "max", "sum", "map('upper')|list", "map('string')|join('+')", "map(attribute='name')|list", "map(attribute='age', default=0)|list", "select|list", "select('string')|list", "reject('none')|list", "select('gt', 1)|list", "selectattr('age')|list", "selectattr('age', 'equalto', 30)|map(attribute='name')|join(',')", "rejectattr('age', 'defined')|list", "batch(2)|list", "batch(2, 'x')|list", "slice(2)|list", "slice(3, 0)|list", "tojson", "tojson(indent=2)", "string", "sort(attribute='name')", "sort(attribute='age,name')", "groupby('age', default=0)", "groupby('name')", "first|string", "map('tojson')|join", "random_nope", "map('length')|list", "count", "sum(start=10)", "sum(attribute='age')", "dictsort", "max(attribute='name')", "join(attribute='name')", "map(attribute='0')|list", "selectattr('name', 'in', ['Ann', 'Cy'])|list|length"]
DICT_FILTERS = ["length", "list", "tojson", "tojson(indent=4)", "tojson(sort_keys=true)", "tojson(ensure_ascii=true)", "tojson(separators=(',', ':'))", "dictsort", "dictsort(true)", "dictsort(by='value')", "dictsort(reverse=true)", "items|list", "string", "first", "join(',')", "urlencode", "default('q')", "map('upper')|list", "attr('nope')", "items|map('first')|list"]
DICT_METHODS = ["keys()", "values()", "items()", "get('a')", "get('zz')", "get('zz', 5)", "get('role', 'r')", "keys()|list", "items()|list", "copy()", "pop('a')", "update({})", "k", "a", "c.d[1]", "nope.nope"]
NUMBER_FILTERS = ["abs", "int", "float", "round", "round(1)", "round(1, 'floor')", "round(-1)", "round(0, 'ceil')", "string", "tojson", "filesizeformat", "filesizeformat(true)", "default(1)", "upper", "length"]
TESTS = ["defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "true", "false", "mapping", "sequence", "iterable", "callable", "odd", "even", "divisibleby(2)", "divisibleby 3", "in [1, 2, 'a']", "in words", "equalto(7)", "eq 'a'", "ne none", "sameas true", "lower", "upper", "escaped", "gt 2", "lessthan 5", "filter", "test", "== 1"]
FORMATS = ["'%s and %s' % (A, B)", "'%d' % N", "'%.2f|%5d|%-5s|' % (N, n, T)", "'%05.1f' % N", "'%x %o %X' % (n, n, n)", "'%r' % (A,)", "'%(a)s' % d", "'%e %g' % (N, N)", "'%+d %% %5s' % (n, T)", "'{} {}'.format(A, B)", "'{0}{1}{0}'.format(T, N)", "'{a:>5}|{b:<6}|{c:^7}'.format(a=n, b=T, c=x)", "'{:.2f} {:,} {:05d}'.format(N, n, n)", "'{:x} {:#b} {:e}'.format(n, n, x)", "'{0.role}{0[content]}'.format(messages[0])", "'{!r:>8}'.format(T)", "'{:.3}'.format(x)", "'{:%}'.format(x)", "'{{}} {}'.format(N)", "'%c' % T", "'%s' % A", "'%i%u' % (n, N)", "'{:+} {: d}'.format(n, n)", "'{:_}'.format(n * 100000)", "'{:>{w}}'.format(T, w=8)"]


class Programs:
    def __init__(self, rng):
        self.rng = rng

    def pick(self, items):
        return self.rng.choice(items)

    def atom(self):
        return self.pick(self.pick([NUMBERS, TEXTS, LISTS, DICTS, OTHERS]))

    def filtered(self):
        kind = self.rng.randrange(7)
        if kind == 0:
            return f"{self.text()}.{self.pick(TEXT_METHODS)}"
        if kind == 1:
            return f"{self.text(1)}|{self.pick(TEXT_FILTERS)}"
        if kind == 2:
            return f"{self.pick(LISTS)}|{self.pick(LIST_FILTERS)}"
        if kind == 3:
            return f"{self.pick(DICTS)}|{self.pick(DICT_FILTERS)}"
        if kind == 4:
            return f"{self.pick(DICTS)}.{self.pick(DICT_METHODS)}"
        if kind == 5:
            return f"({self.number()})|{self.pick(NUMBER_FILTERS)}"
        return f"{self.atom()}|{self.pick(self.pick([TEXT_FILTERS, LIST_FILTERS, DICT_FILTERS, NUMBER_FILTERS]))}"

    def text(self, depth=0):
        if depth or self.rng.random() < 0.7:
            return self.pick(TEXTS)
        return f"({self.pick(TEXTS)} {self.pick(['~', '+'])} {self.pick(TEXTS)})"

    def number(self, depth=0):
        if depth > 2 or self.rng.random() < 0.4:
            return self.pick(NUMBERS)
        if self.rng.random() < 0.1:
            return f"({self.pick(NUMBERS)} ** {self.pick(['0', '2', '3', '-1'])})"
        operator = self.pick(["+", "-", "*", "/", "//", "%"])
        left, right = self.number(depth + 1), self.number(depth + 1)
        return f"({left} {operator} {right})" if self.rng.random() < 0.5 else f"{left} {operator} {right}"

    def slice(self):
        bound = lambda: self.pick(["", "1", "-1", "2", "-3", "n", "100", "-100", "0", "none"])
        step = self.pick(["", "", ":", ":2", ":-1", ":-2", ":0"])
        return f"{self.pick(self.pick([TEXTS, LISTS]))}[{bound()}:{bound()}{step}]"

    def test(self):
        return f"{self.expression(2)} is {self.pick(['', 'not '])}{self.pick(TESTS)}"

    def comparison(self):
        parts = [self.expression(2)]
        for _ in range(self.rng.choice([1, 1, 1, 2])):
            parts += [self.pick(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]), self.expression(2)]
        return " ".join(parts)

    def format(self):
        result = self.pick(FORMATS)
        for letter, make in (("A", self.atom), ("B", self.atom), ("N", lambda: self.pick(NUMBERS)), ("T", lambda: self.pick(TEXTS))):
            out = ""
            for i, c in enumerate(result):
                alone = c == letter and not (result[i - 1:i].isalnum() or result[i + 1:i + 2].isalnum()) and result[i - 1:i] != "%"
                out += make() if alone else c
            result = out
        return result

    def expression(self, depth=0):
        kind = self.rng.randrange(14 if depth < 2 else 3)
        if kind in (0, 1):
            return self.atom()
        if kind in (2, 3, 4):
            return self.filtered() if depth < 3 else self.atom()
        if kind == 5:
            return self.number()
        if kind == 6:
            return self.slice()
        if kind == 7:
            return self.test()
        if kind == 8:
            return self.comparison()
        if kind == 9:
            return f"{self.expression(depth + 1)} {self.pick(['and', 'or'])} {self.pick(['', 'not '])}{self.expression(depth + 1)}"
        if kind == 10:
            other = f" else {self.expression(depth + 1)}" if self.rng.random() < 0.7 else ""
            return f"{self.expression(depth + 1)} if {self.expression(depth + 1)}{other}"
        if kind == 11:
            return f"{self.atom()} {self.pick(['~', '+', '*', '/', '%'])} {self.atom()}"
        if kind == 12:
            return self.format()
        return f"[{self.expression(depth + 1)}, ({self.expression(depth + 1)})]"

    def open(self, tag):
        return "{%" + self.pick(["", "", "", "-", "+"]) + " " + tag + " " + self.pick(["", "", "", "-", "+"]) + "%}"

    def space(self):
        return self.pick(["", "", " ", "\n", "\n  ", "  \n", "a", "b\n", "\t", "{# c #}", "\n  {#- d -#}\n", "{# e #}\n"])

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.rng.choice([1, 1, 1, 1, 2] if depth else [1, 1, 2])))

    def statement(self, depth=0):
        s = self.space
        kind = self.rng.randrange(22 if depth < 3 else 6)
        if kind < 5:
            return s() + "{{" + self.pick(["", "-"]) + " " + self.expression() + " " + self.pick(["", "-"]) + "}}" + s()
        if kind == 5:
            return s() + self.open(f"set {self.pick('abc')} = {self.expression()}") + s() + "{{ " + self.pick("abc") + " }}"
        if kind in (6, 7):
            text = s() + self.open(f"if {self.expression(1) if self.rng.random() < 0.8 else self.test()}".replace(" if ", " and ").replace("if ", "if ", 1)) + self.body(depth + 1)
            if self.rng.random() < 0.4:
                text += self.open(f"elif {self.comparison()}") + self.body(depth + 1)
            if self.rng.random() < 0.5:
                text += self.open("else") + self.body(depth + 1)
            return text + self.open("endif") + s()
        if kind in (8, 9, 10, 11):
            return self.loop(depth)
        if kind == 12:
            filter_ = self.pick(["", "", "|upper", "|trim|length"])
            return self.open(f"set {self.pick('abc')}{filter_}") + self.body(depth + 1) + self.open("endset") + "{{ a }}{{ b }}{{ c }}"
        if kind == 13:
            name = self.pick("fg")
            signature = self.pick(["", "p", "p, q=2", "p=1, q=p", "a"])
            call = self.pick(["", "1", "1, 2", "q=5", "word, q=list", "1, 2, 3", "zz=1", "*list", "**{'p': 3}"])
            extra = self.pick(["", "", "{{ varargs }}", "{{ kwargs }}", "{{ caller }}", "{{ caller() }}"])
            call_block = self.open(f"call {name}({call})") + self.body(depth + 2) + self.open("endcall") if self.rng.random() < 0.3 else ""
            return self.open(f"macro {name}({signature})") + "{{ p }}{{ q }}" + extra + self.body(depth + 1) + self.open("endmacro") + "{{ " + name + "(" + call + ") }}" + call_block
        if kind == 14:
            return self.open(f"filter {self.pick(['upper', 'trim', 'replace(a, b)', 'indent', 'title', 'tojson', 'length'])}") + self.body(depth + 1) + self.open("endfilter")
        if kind == 15:
            return self.open(f"with a = {self.expression()}, b = a") + self.body(depth + 1) + "{{ a }}{{ b }}" + self.open("endwith")
        if kind == 16:
            return self.open("generation") + self.body(depth + 1) + self.open("endgeneration")
        if kind == 17:
            return self.open("raw") + self.pick(["{{ x }}", " {% if %} ", "\n text \n"]) + self.open("endraw").replace("endraw +%}", "endraw %}")
        if kind == 18:
            return self.open("set ns = namespace(total=0, seen=[])") + self.open("for i in list") + self.open("set ns.total = ns.total + i") + self.open("set ns.seen = ns.seen + [i]") + self.body(depth + 1) + self.open("endfor") + "{{ ns.total }}{{ ns.seen }}"
        if kind == 19:
            return self.open(f"set a, b = {self.pick(['1, 2', 'pairs[0]', 'list', word_or(self), 'd.items()|first'])}") + "{{ a }}{{ b }}"
        if kind == 20:
            return "{{ raise_exception(" + self.expression(2) + ") }}" if self.rng.random() < 0.1 else "{% set cyc = cycler('o', 'e') %}{{ cyc.next() }}{{ cyc.next() }}{{ cyc.current }}{% set j = joiner('|') %}{{ j() }}{{ j() }}"
        return "{{ strftime_now('%d %b %Y %H:%M %A %j %%') }}"

    def loop(self, depth):
        target, values = self.pick([("i", self.pick(LISTS)), ("i", self.expression(2)), ("m", "messages"), ("k, v", self.pick(["d.items()", "pairs", "d|dictsort", "people[0]|items"])), ("i", "range(n)"), ("p", "people"), ("c", "word")])
        test = f" if {self.comparison()}".replace(" if ", " if ") if self.rng.random() < 0.2 else ""
        about = self.pick(["", "{{ loop.index }}", "{{ loop.first }}{{ loop.last }}", "{{ loop.revindex }}/{{ loop.length }}", "{{ loop.previtem }}", "{{ loop.nextitem }}", "{{ loop.cycle('x', 'y') }}", "{{ loop.changed(loop.index // 2) }}", "{{ loop.depth }}{{ loop.index0 }}{{ loop.revindex0 }}", "{{ loop }}"])
        leave = ""
        if self.rng.random() < 0.2:
            leave = "{% if loop.index " + self.pick(["> 1", "== 2", "is odd"]) + " %}{% " + self.pick(["break", "continue"]) + " %}{% endif %}"
        other = self.open("else") + self.body(depth + 1) if self.rng.random() < 0.3 else ""
        shown = "{{ " + target.split(",")[0] + " }}" if self.rng.random() < 0.7 else ""
        return self.space() + self.open(f"for {target} in {values}{test}") + about + leave + shown + self.body(depth + 1) + other + self.open("endfor") + self.space()


def word_or(programs):
    return programs.pick(["word", "'ab'", "missing", "[1]", "none"])


class FixedNow(datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26, 9, 5, 0)


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    chat_template_utils.datetime = FixedNow
    rng = random.Random(seed)
    print(json.dumps({"variables": VARIABLES}))
    for _ in range(count):
        template = Programs(rng).body(0)
        case = {"template": template}
        try:
            compiled = chat_template_utils._cached_compile_jinja_template(template)
            case["text"] = compiled.render(**copy.deepcopy(VARIABLES))
            if " at 0x" in case["text"].lower():  # a function, generator or object, whose address Python writes
                continue
            case["text"].encode()
        except Exception as error:
            case["error"] = f"{type(error).__name__}: {error}"
            case.pop("text", None)
        print(json.dumps(case))


main()
