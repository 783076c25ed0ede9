#include "figures/pdf_rewriting.hpp"

#include "base/error.hpp"

#include <QList>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

[[noreturn]] void failUnknown(const char* what)
{
    throw Error(std::string("The PDF could not be finished: ") + what
        + " is not where this version of Qt is known to put it. Export as SVG, and report this.");
}

struct Edit {
    qsizetype at;
    qsizetype length;
    QByteArray replacement;

    qsizetype growth() const { return replacement.size() - length; }
};

Edit pageEdit(const QByteArray& pdf, const QSizeF& points)
{
    const qsizetype at = pdf.indexOf("/MediaBox [");
    const qsizetype end = pdf.indexOf(']', at);
    if (at < 0 || end < 0) {
        failUnknown("the size of the page");
    }
    // Qt draws down from the upper edge of a page of whole points; the true page has that edge, too.
    const double top = pdf.mid(at, end - at).split(' ').constLast().toDouble();
    const auto number = [](double value) { return QByteArray::number(value, 'f', 2); };
    return {at, end + 1 - at,
        "/MediaBox [0 " + number(top - points.height()) + ' ' + number(points.width()) + ' ' + number(top) + ']'};
}

/// A text as a string of PDF: big-endian UTF-16 in hexadecimal digits.
QByteArray pdfText(const QString& text)
{
    QByteArray digits = "<FEFF";
    for (const QChar unit : text) {
        digits += QByteArray::number(unit.unicode(), 16).rightJustified(4, '0').toUpper();
    }
    return digits + '>';
}

Edit dateEdit(const QByteArray& pdf, const QString& subject)
{
    const qsizetype at = pdf.indexOf("/CreationDate (");
    const qsizetype end = pdf.indexOf(')', at);
    if (at < 0 || end < 0) {
        failUnknown("the date");
    }
    return {at, end + 1 - at, subject.isEmpty() ? QByteArray() : "/Subject " + pdfText(subject)};
}

} // namespace

QByteArray rewrittenPdf(const QByteArray& pdf, const QSizeF& points, const QString& subject)
{
    const qsizetype start = pdf.lastIndexOf("startxref");
    const qsizetype table =
        start < 0 ? -1 : pdf.mid(start + 9).trimmed().split('\n').constFirst().trimmed().toLongLong();
    if (table <= 0 || !pdf.mid(table).startsWith("xref")) {
        failUnknown("the table of objects");
    }
    QList<Edit> edits{pageEdit(pdf, points), dateEdit(pdf, subject)};
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.at < b.at; });
    const auto moved = [&](qsizetype offset) {
        qsizetype result = offset;
        for (const Edit& edit : edits) {
            result += edit.at < offset ? edit.growth() : 0;
        }
        return result;
    };

    QByteArray result;
    qsizetype from = 0;
    for (const Edit& edit : edits) {
        result += pdf.mid(from, edit.at - from) + edit.replacement;
        from = edit.at + edit.length;
    }
    result += pdf.mid(from, table - from);
    // An entry is twenty bytes: the offset in ten digits, the generation in five, and "n" for an object in use.
    for (const QByteArray& line : pdf.mid(table, start - table).split('\n')) {
        const bool inUse = line.size() >= 18 && line[10] == ' ' && line[17] == 'n';
        result +=
            inUse ? QByteArray::number(moved(line.left(10).toLongLong())).rightJustified(10, '0') + line.mid(10) : line;
        result += '\n';
    }
    result.chop(1);
    result += "startxref\n" + QByteArray::number(moved(table)) + "\n%%EOF\n";
    return result;
}

} // namespace dpl::ui
