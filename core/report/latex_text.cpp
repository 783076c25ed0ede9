#include "report/latex_text.hpp"

#include "base/utf8.hpp"
#include "report/utf8.hpp"

#include <algorithm>
#include <array>

namespace dpl::report {

namespace {

struct Mapping {
    char32_t from;
    const char* to;
};

constexpr std::array specials{Mapping{U'&', "\\&"}, Mapping{U'%', "\\%"}, Mapping{U'$', "\\$"}, Mapping{U'#', "\\#"},
    Mapping{U'_', "\\_"}, Mapping{U'{', "\\{"}, Mapping{U'}', "\\}"}, Mapping{U'~', "\\textasciitilde{}"},
    Mapping{U'^', "\\textasciicircum{}"}, Mapping{U'\\', "\\textbackslash{}"}, Mapping{U'<', "$<$"},
    Mapping{U'>', "$>$"}, Mapping{U'|', "$|$"}, Mapping{U'"', "''"},
    // Broken apart, so that TeX makes no dash, quotation mark or ?` ligature of them.
    Mapping{U'-', "-{}"}, Mapping{U'\'', "'{}"}, Mapping{U'`', "{}`{}"}};

// Signs as mathematics: the text companion fonts that also hold some of them are not installed everywhere.
constexpr std::array signs{Mapping{0x00a0, "~"}, Mapping{0x00a1, "!`"}, Mapping{0x00a3, "\\pounds{}"},
    Mapping{0x00a7, "$\\mathsection$"}, Mapping{0x00ac, "$\\lnot$"}, Mapping{0x00b0, "$^{\\circ}$"},
    Mapping{0x00b1, "$\\pm$"}, Mapping{0x00b5, "$\\mu$"}, Mapping{0x00b6, "$\\mathparagraph$"},
    Mapping{0x00b7, "$\\cdot$"}, Mapping{0x00bf, "?`"}, Mapping{0x00d7, "$\\times$"}, Mapping{0x00f7, "$\\div$"},
    Mapping{0x2009, "\\,"}, Mapping{0x2010, "-"}, Mapping{0x2011, "-"}, Mapping{0x2012, "--"}, Mapping{0x2013, "--"},
    Mapping{0x2014, "---"}, Mapping{0x2018, "`"}, Mapping{0x2019, "'"}, Mapping{0x201c, "``"}, Mapping{0x201d, "''"},
    Mapping{0x2020, "$\\dagger$"}, Mapping{0x2021, "$\\ddagger$"}, Mapping{0x2022, "$\\bullet$"},
    Mapping{0x2026, "\\ldots{}"}, Mapping{0x202f, "\\,"}, Mapping{0x2032, "$'$"}, Mapping{0x20ac, "EUR"},
    Mapping{0x2113, "$\\ell$"}, Mapping{0x211d, "R"}, Mapping{0x2122, "$^{\\mathrm{TM}}$"},
    Mapping{0x2190, "$\\leftarrow$"}, Mapping{0x2191, "$\\uparrow$"}, Mapping{0x2192, "$\\rightarrow$"},
    Mapping{0x2193, "$\\downarrow$"}, Mapping{0x2194, "$\\leftrightarrow$"}, Mapping{0x2202, "$\\partial$"},
    Mapping{0x2206, "$\\Delta$"}, Mapping{0x2207, "$\\nabla$"}, Mapping{0x2208, "$\\in$"}, Mapping{0x2211, "$\\sum$"},
    Mapping{0x2212, "$-$"}, Mapping{0x221a, "$\\surd$"}, Mapping{0x221e, "$\\infty$"}, Mapping{0x222b, "$\\int$"},
    Mapping{0x223c, "$\\sim$"}, Mapping{0x2248, "$\\approx$"}, Mapping{0x2260, "$\\neq$"}, Mapping{0x2264, "$\\leq$"},
    Mapping{0x2265, "$\\geq$"}, Mapping{0x226a, "$\\ll$"}, Mapping{0x226b, "$\\gg$"}, Mapping{0x227a, "$\\prec$"},
    Mapping{0x227b, "$\\succ$"}, Mapping{0x22c5, "$\\cdot$"}};

// From alpha (U+03B1) to omega; omicron looks like a Latin o.
constexpr std::array smallGreek{"\\alpha", "\\beta", "\\gamma", "\\delta", "\\varepsilon", "\\zeta", "\\eta", "\\theta",
    "\\iota", "\\kappa", "\\lambda", "\\mu", "\\nu", "\\xi", "o", "\\pi", "\\rho", "\\varsigma", "\\sigma", "\\tau",
    "\\upsilon", "\\varphi", "\\chi", "\\psi", "\\omega"};

// From Alpha (U+0391) to Omega; U+03A2 is not assigned. Those that look like Latin capitals are set as such.
constexpr std::array capitalGreek{"\\mathrm{A}", "\\mathrm{B}", "\\Gamma", "\\Delta", "\\mathrm{E}", "\\mathrm{Z}",
    "\\mathrm{H}", "\\Theta", "\\mathrm{I}", "\\mathrm{K}", "\\Lambda", "\\mathrm{M}", "\\mathrm{N}", "\\Xi",
    "\\mathrm{O}", "\\Pi", "\\mathrm{P}", "?", "\\Sigma", "\\mathrm{T}", "\\Upsilon", "\\Phi", "\\mathrm{X}", "\\Psi",
    "\\Omega"};

template <std::size_t size> const char* find(const std::array<Mapping, size>& table, char32_t codePoint)
{
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Mapping& mapping) { return mapping.from == codePoint; });
    return found == table.end() ? nullptr : found->to;
}

/// Letters of Latin-1 and Latin Extended-A that Computer Modern composes from letter and accent.
bool isAccentedLatin(char32_t c)
{
    constexpr std::u32string_view missing =
        U"\u00d0\u00d7\u00de\u00f0\u00f7\u00fe\u0104\u0105\u0110\u0111\u0118\u0119\u0126\u0127\u012e\u012f\u0132\u0133"
        U"\u0138\u013f\u0140\u0149\u014a\u014b\u0166\u0167\u0172\u0173\u017f";
    return c >= 0xc0 && c <= 0x17e && missing.find(c) == std::u32string_view::npos;
}

/// The letters that `isAccentedLatin` excludes, without their accent.
const char* plainLetter(char32_t c)
{
    constexpr std::array letters{Mapping{0xd0, "D"}, Mapping{0xde, "Th"}, Mapping{0xf0, "d"}, Mapping{0xfe, "th"},
        Mapping{0x104, "A"}, Mapping{0x105, "a"}, Mapping{0x110, "D"}, Mapping{0x111, "d"}, Mapping{0x118, "E"},
        Mapping{0x119, "e"}, Mapping{0x126, "H"}, Mapping{0x127, "h"}, Mapping{0x12e, "I"}, Mapping{0x12f, "i"},
        Mapping{0x132, "IJ"}, Mapping{0x133, "ij"}, Mapping{0x13f, "L"}, Mapping{0x140, "l"}, Mapping{0x14a, "N"},
        Mapping{0x14b, "n"}, Mapping{0x166, "T"}, Mapping{0x167, "t"}, Mapping{0x172, "U"}, Mapping{0x173, "u"}};
    return find(letters, c);
}

/// Of a superscript digit or minus; 0 for any other.
char raisedSign(char32_t c)
{
    constexpr std::u32string_view raised = U"\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b";
    const auto at = raised.find(c);
    return at == std::u32string_view::npos ? '\0' : "0123456789-"[at];
}

std::string encoded(char32_t c)
{
    std::string text;
    appendUtf8(text, c);
    return text;
}

std::string latexCharacter(char32_t c)
{
    if (const char* special = find(specials, c)) {
        return special;
    }
    if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
        return " ";
    }
    if (c < 0x7f) {
        return {static_cast<char>(c)};
    }
    if (isCombining(c) || c == 0xad) {
        return {};
    }
    if (const char* sign = find(signs, c)) {
        return sign;
    }
    if (c >= 0x3b1 && c <= 0x3c9) {
        return std::string("$") + smallGreek[c - 0x3b1] + "$";
    }
    if (c >= 0x391 && c <= 0x3a9) {
        return std::string("$") + capitalGreek[c - 0x391] + "$";
    }
    if (c >= 0x2080 && c <= 0x2089) {
        return "$_{" + std::to_string(c - 0x2080) + "}$";
    }
    if (const char* letter = plainLetter(c)) {
        return letter;
    }
    return isAccentedLatin(c) ? encoded(c) : "?";
}

} // namespace

std::string latexText(std::string_view utf8)
{
    const std::u32string text = codePoints(utf8);
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        // One exponent of several raised signs, "10\u207b\u2074".
        std::string raised;
        while (at < text.size() && raisedSign(text[at]) != '\0') {
            raised += raisedSign(text[at++]);
        }
        if (!raised.empty()) {
            result += "$^{" + raised + "}$";
            --at;
            continue;
        }
        // A hyphen needs its guard only before another one.
        if (text[at] == U'-' && (at + 1 == text.size() || text[at + 1] != U'-')) {
            result += '-';
        } else {
            result += latexCharacter(text[at]);
        }
    }
    return result;
}

double latexWidth(std::string_view utf8, double fontPoints)
{
    constexpr std::u32string_view narrow = U".,:;!'|()[]ijlft ";
    constexpr std::u32string_view wide = U"mwMW\u2212\u00b1\u00d7\u2264\u2265%@+=<>";
    double em = 0.0;
    for (const char32_t c : codePoints(utf8)) {
        if (isCombining(c)) {
            continue;
        }
        const bool capital = c >= U'A' && c <= U'Z';
        em += narrow.find(c) != std::u32string_view::npos ? 0.34
            : wide.find(c) != std::u32string_view::npos   ? 0.85
            : capital                                     ? 0.75
                                                          : 0.54;
    }
    // Optical sizes: letters of the small fonts are wider.
    return em * fontPoints * (fontPoints < 7.5 ? 1.1 : 1.0);
}

} // namespace dpl::report
