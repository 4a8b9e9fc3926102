"""The language of a code block, spelled so that Jira highlights it.

Jira compares exactly with the names and aliases of npm's @atlaskit/code (19.0.0). An unknown name is shown as plain
text. `_ATLASSIAN` is that list, each language under the alias that Jira's own editor writes. `_OTHERS` are further
names of these languages that GitHub knows (github-linguist), and file extensions.
"""

import re

_ATLASSIAN = """
    abap; actionscript actionscript3 as; ada ada95 ada2005; applescript; arduino; autoit; c; c++ cpp clike; clojure
    coffeescript coffee-script coffee; coldfusion; csharp c#; css; cuda cu; d; dart; diff; docker dockerfile
    elixir ex exs; erlang erl; fortran; foxpro purebasic; gherkin cucumber; go; graphql; groovy
    handlebars mustache; haskell hs; haxe hx hxsl; hcl terraform; html; java; javafx jfx; javascript js; json; jsx
    julia jl; kotlin; livescript live-script; lua; markdown; mathematica mma nb; matlab; nginx
    objective-c objectivec obj-c objc; objective-j objectivej obj-j objj; ocaml; octave; pas pascal objectpascal delphi
    perl pl; php php3 php4 php5; powershell posh ps1 psm1; prolog; protobuf proto; puppet; python py; qbs qml; r
    racket rkt; restructuredtext rst rest; ruby rb duby; rust; sass; scala; scheme scm; shell bash sh ksh zsh
    smalltalk squeak st; splunk-spl; sml standardml
    sql postgresql postgres plpgsql psql postgresql-console postgres-console tsql t-sql mysql sqlite
    swift; tcl; tex latex; text plaintext; toml; tsx; typescript ts; vala vapi; vbnet vb.net vfp clipper xbase
    verilog v; vhdl; visualbasic; xml; xquery xqy xq xql xqm; yaml yml
"""
_OTHERS = """
    actionscript as3; ada adb ads; applescript osascript; autoit au3; c h; c++ cc cxx hpp hxx hh h++
    clojure clj cljs cljc edn; csharp cs; d dlang; diff patch udiff; docker containerfile; erlang escript
    fortran f90 f95 f77; gherkin feature; go golang; graphql gql; groovy gradle jenkinsfile; handlebars hbs
    haskell lhs; hcl tf tfvars; html htm xhtml html5
    javascript mjs cjs node ecmascript; json jsonc json5 jsonl ndjson geojson topojson; kotlin kt kts
    markdown md mkd; mathematica wolfram wl; nginx nginxconf; objective-c objc++ obj-c++ objective-c++ objectivec++
    pas freepascal; perl pm cperl; php phtml; powershell pwsh; protobuf protocol-buffer protocol-buffers
    python py2 py3 python2 python3 pycon pyi ipython; r rscript; ruby jruby rake irb; rust rs; sass scss less
    scala sbt; shell console shellsession shell-session bash-session sh-session shell-script dash ash fish
    sml standard-ml; sql plsql pgsql sqlite3 mariadb; text txt plain none; typescript mts cts
    vbnet visual-basic-.net; verilog systemverilog sv; visualbasic vb vb6 vba vbs vbscript
    xml rss svg wsdl xaml xsd xsl xslt
"""


def _table(*texts: str) -> dict[str, str]:
    groups = [group.split() for text in texts for group in re.split(r"[;\n]", text)]
    return {alias: group[0] for group in groups for alias in group}


_SPELLINGS = _table(_ATLASSIAN, _OTHERS)
_FIRST = re.compile(r"\{?\.?([^\s,:{}]+)[\s,:}]*(.*)", re.DOTALL)
_NAME = re.compile(r"[\w.+#-]{1,40}")


def language_of(info: str) -> tuple[str, str]:
    """The language in a code block's first line, and the rest of the line. Either may be empty.

    ```` ```Traceback (most recent call last): ```` names none: of several words the first must be a known language.
    """
    info = info.strip()
    match = _FIRST.fullmatch(info)
    if match and (known := _SPELLINGS.get(match[1].lower())):
        return known, match[2].strip()
    return (info, "") if _NAME.fullmatch(info) else ("", info)
