"""Each language as the library reads it that the host's programs use: PyYAML and Jinja for Ansible, Python for Python."""

import ast
import configparser
import html.parser
import json
import xml.etree.ElementTree

import jinja2
import yaml


class Unreadable(Exception):
    """What a reader says against a file."""


JINJA = jinja2.Environment()


def read_yaml(text):
    return yaml_tokens(text, list)


def read_ansible(text):
    return yaml_tokens(text, jinja_tokens)


def yaml_tokens(text, of_string):
    tokens = []

    def walk(node):
        if isinstance(node, yaml.ScalarNode):
            if node.tag == "!unsafe":
                tokens.append(node.value)
            elif node.tag == "tag:yaml.org,2002:str":
                tokens.extend([node.value] if of_string is list else of_string(node.value))
            else:
                tokens.extend([(node.tag,), node.value])
        elif isinstance(node, yaml.SequenceNode):
            tokens.append((node.tag, "["))
            for item in node.value:
                walk(item)
            tokens.append(("]",))
        else:
            tokens.append((node.tag, "{"))
            for key, item in node.value:
                walk(key)
                walk(item)
            tokens.append(("}",))

    try:
        for document in yaml.compose_all(text, Loader=yaml.SafeLoader):
            walk(document)
    except yaml.YAMLError as error:
        raise Unreadable(error) from error
    return tokens


def jinja_tokens(text):
    """What a template prints, with its own expressions apart; an expression that is one string prints that."""
    tokens, printed, expression = [], "", []
    try:
        lexed = list(JINJA.lex(text))
    except jinja2.TemplateSyntaxError as error:
        raise Unreadable(f"Jinja: {error} in {text[:80]!r}") from error
    for _, kind, value in lexed:
        if kind == "data":
            printed += value
        elif kind == "variable_begin":
            expression = []
        elif kind == "variable_end":
            if len(expression) == 1 and expression[0][0] == "string":
                printed += ast.literal_eval(expression[0][1])
            else:
                tokens += [printed, ("expression", *(value for _, value in expression))]
                printed = ""
        elif kind != "whitespace":
            expression.append((kind, value))
            if kind.startswith(("block", "comment", "raw")):
                tokens += [printed, (kind, value)]
                printed = ""
    return [*tokens, printed]


def read_python(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise Unreadable(error) from error
    tokens = []
    for node in ast.walk(tree):
        tokens.append((type(node).__name__,))
        for field, content in ast.iter_fields(node):
            if isinstance(content, str):
                tokens.append(content)
            elif not isinstance(content, (ast.AST, list)):
                tokens.append((field, repr(content)))
    return tokens


def read_json(text):
    try:
        data = json.loads(text)
    except ValueError as error:
        raise Unreadable(error) from error
    tokens = []

    def walk(data):
        if isinstance(data, str):
            tokens.append(data)
        elif isinstance(data, list):
            tokens.append(("[", len(data)))
            for item in data:
                walk(item)
        elif isinstance(data, dict):
            tokens.append(("{", len(data)))
            for key, item in data.items():
                tokens.append(key)
                walk(item)
        else:
            tokens.append((repr(data),))

    walk(data)
    return tokens


def read_markup(text):
    """XML by expat, pages by Python's reader of HTML."""
    if text.startswith("<!DOCTYPE"):
        return html_tokens(text)
    try:
        tree = xml.etree.ElementTree.fromstring(text.encode())
    except xml.etree.ElementTree.ParseError as error:
        raise Unreadable(error) from error
    tokens = []
    for element in tree.iter():
        tokens += [(element.tag, *element.attrib), *element.attrib.values(), element.text or "", element.tail or ""]
    return tokens


def html_tokens(text):
    tokens = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            tokens.append((tag, *(name for name, _ in attrs)))
            tokens.extend(value or "" for _, value in attrs)

        def handle_endtag(self, tag):
            tokens.append(("/", tag))

        def handle_data(self, data):
            tokens.append(data)

        def handle_comment(self, data):
            tokens.append(("comment",))

        def handle_decl(self, decl):
            tokens.append(("declaration", decl))

    Reader().feed(text)
    return tokens


def read_page_template(text):
    """A page that Jinja renders: its expressions stay, and around them is HTML."""
    try:
        lexed = list(JINJA.lex(text))
    except jinja2.TemplateSyntaxError as error:
        raise Unreadable(f"Jinja: {error}") from error
    data = "".join(value if kind == "data" else "\ue000" for _, kind, value in lexed)
    return [(kind, value) for _, kind, value in lexed if kind not in ("data", "comment")] + html_tokens(data)


def read_ini(text):
    parser = configparser.ConfigParser(interpolation=None, inline_comment_prefixes=(";",))
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Unreadable(error) from error
    return [
        token
        for section in parser.sections()
        for key, value in parser.items(section)
        for token in ((section, key), value)
    ]


READERS = {
    "yaml": read_yaml,
    "ansible": read_ansible,
    "python": read_python,
    "json": read_json,
    "xml": read_markup,
    "jinja": read_page_template,
    "ini": read_ini,
}
