#include "layout_check.hpp"

#include "widgets/elided_label.hpp"
#include "widgets/wrapping_label.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QGraphicsView>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyleOptionComboBox>
#include <QTableView>
#include <QTextBoundaryFinder>
#include <QTextDocumentFragment>
#include <QTextEdit>
#include <QTreeView>

namespace dpl::test {

namespace {

constexpr int rounding = 1; // pixels that a fractional scale may cost
constexpr int mostRows = 30; // of a view that are looked at

/// What lies over its siblings on purpose.
constexpr const char* overlays[]{"dpl::ui::CommandPalette", "dpl::ui::CurvesOverlay", "dpl::ui::JobsDrawer"};

bool liesOver(const QWidget& widget)
{
    return qobject_cast<const QSplitterHandle*>(&widget)
        || std::any_of(
            std::begin(overlays), std::end(overlays), [&](const char* overlay) { return widget.inherits(overlay); });
}

QString textOf(const QWidget& widget)
{
    if (const auto* label = qobject_cast<const QLabel*>(&widget))
        return label->text();
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget); button && !button->text().isEmpty())
        return button->text();
    if (!widget.accessibleName().isEmpty())
        return widget.accessibleName();
    return widget.objectName();
}

QString nameOf(const QWidget& widget)
{
    const QString type = QString::fromLatin1(widget.metaObject()->className()).section(QStringLiteral("::"), -1);
    const QString text = textOf(widget).left(48);
    return text.isEmpty() ? type : QStringLiteral("%1 “%2”").arg(type, text);
}

QString sizeText(const QSize& size)
{
    return QStringLiteral("%1x%2").arg(size.width()).arg(size.height());
}

/// Of what a label that breaks its lines cannot break.
int widestPart(const QLabel& label)
{
    const auto* wrapping = qobject_cast<const ui::WrappingLabel*>(&label);
    if (wrapping && wrapping->breaksWords())
        return 0;
    const bool isRich =
        label.textFormat() == Qt::RichText || (label.textFormat() == Qt::AutoText && Qt::mightBeRichText(label.text()));
    const QString text = isRich ? QTextDocumentFragment::fromHtml(label.text()).toPlainText() : label.text();
    QTextBoundaryFinder places(QTextBoundaryFinder::Line, text);
    int widest = 0;
    for (qsizetype begin = 0, end = places.toNextBoundary(); end >= 0; begin = end, end = places.toNextBoundary())
        widest = std::max(widest, label.fontMetrics().horizontalAdvance(text.mid(begin, end - begin).trimmed()));
    return widest + label.width() - label.contentsRect().width();
}

/// Takes part in a layout as it is: its own parts are the toolkit's.
bool isWhole(const QWidget& widget)
{
    return qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QAbstractSpinBox*>(&widget)
        || qobject_cast<const QLineEdit*>(&widget) || qobject_cast<const QAbstractButton*>(&widget)
        || qobject_cast<const QLabel*>(&widget)
        || (qobject_cast<const QAbstractScrollArea*>(&widget) && !qobject_cast<const QScrollArea*>(&widget));
}

class Check {
public:
    QStringList faults;

    void visit(const QWidget& widget)
    {
        if (isWhole(widget))
            return;
        if (const auto* scroll = qobject_cast<const QScrollArea*>(&widget)) {
            visitContent(*scroll);
            return;
        }
        QList<const QWidget*> shown;
        for (const QObject* child : widget.children()) {
            const auto* part = qobject_cast<const QWidget*>(child);
            if (part && part->isVisible() && !part->isWindow() && !part->size().isEmpty())
                shown << part;
        }
        for (qsizetype i = 0; i < shown.size(); ++i) {
            const QRect place = shown[i]->geometry();
            if (!widget.rect().adjusted(-rounding, -rounding, rounding, rounding).contains(place)
                && !qobject_cast<const QSplitterHandle*>(shown[i]))
                add(*shown[i], QStringLiteral("reaches beyond %1").arg(nameOf(widget)));
            for (qsizetype j = i + 1; j < shown.size(); ++j) {
                const QRect both = place & shown[j]->geometry();
                if (both.width() > rounding && both.height() > rounding && !liesOver(*shown[i]) && !liesOver(*shown[j]))
                    add(*shown[i], QStringLiteral("overlaps %1 by %2").arg(nameOf(*shown[j]), sizeText(both.size())));
            }
            look(*shown[i]);
            visit(*shown[i]);
        }
    }

private:
    void add(const QWidget& widget, const QString& fault)
    {
        QStringList place;
        for (const QWidget* parent = widget.parentWidget(); parent && place.size() < 3; parent = parent->parentWidget())
            place.prepend(nameOf(*parent));
        faults << QStringLiteral("%1 %2 (in %3)").arg(nameOf(widget), fault, place.join(QStringLiteral(" > ")));
    }

    void visitContent(const QScrollArea& scroll)
    {
        const QWidget* content = scroll.widget();
        if (!content || !content->isVisible())
            return;
        const QSize room = scroll.viewport()->size();
        if (scroll.horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff && content->width() > room.width() + rounding)
            add(scroll, QStringLiteral("shows %1 of %2 pixels of width").arg(room.width()).arg(content->width()));
        if (scroll.verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOff && content->height() > room.height() + rounding)
            add(scroll, QStringLiteral("shows %1 of %2 pixels of height").arg(room.height()).arg(content->height()));
        look(*content);
        visit(*content);
    }

    void look(const QWidget& widget)
    {
        if (const auto* label = qobject_cast<const QLabel*>(&widget))
            lookAtLabel(*label);
        else
            lookAtSize(widget);
        if (const auto* combo = qobject_cast<const QComboBox*>(&widget))
            lookAtCombo(*combo);
        else if (const auto* spin = qobject_cast<const QAbstractSpinBox*>(&widget))
            lookAtNumber(*spin->findChild<const QLineEdit*>());
        else if (const auto* edit = qobject_cast<const QLineEdit*>(&widget))
            lookAtField(*edit);
        else if (const auto* view = qobject_cast<const QAbstractItemView*>(&widget))
            lookAtView(*view);
        else if (const auto* text = qobject_cast<const QTextEdit*>(&widget))
            lookAtText(*text);
    }

    void lookAtSize(const QWidget& widget)
    {
        const auto* progress = qobject_cast<const QProgressBar*>(&widget);
        if (progress && !progress->isTextVisible())
            return; // a line
        QSize least = widget.minimumSizeHint();
        const bool scrolls = qobject_cast<const QAbstractScrollArea*>(&widget) != nullptr;
        const auto mayBeSmaller = [&](QSizePolicy::Policy policy) { return scrolls || policy == QSizePolicy::Ignored; };
        const QSizePolicy policy = widget.sizePolicy();
        if (widget.width() + rounding < least.width() && !mayBeSmaller(policy.horizontalPolicy()))
            add(widget, QStringLiteral("needs %1 of width and has %2").arg(least.width()).arg(widget.width()));
        if (qobject_cast<const QAbstractButton*>(&widget)) // whose style likes more air than it needs
            least.setHeight(std::min(least.height(), widget.fontMetrics().height() + 6));
        if (widget.height() + rounding < least.height() && !mayBeSmaller(policy.verticalPolicy()))
            add(widget, QStringLiteral("needs %1 of height and has %2").arg(least.height()).arg(widget.height()));
    }

    void lookAtLabel(const QLabel& label)
    {
        if (label.text().isEmpty())
            return;
        const QSize least(
            label.wordWrap() ? widestPart(label) : label.minimumSizeHint().width(), label.minimumSizeHint().height());
        const int height = label.wordWrap() ? label.heightForWidth(label.width()) : least.height();
        if (label.width() + rounding < least.width())
            add(label, QStringLiteral("is cut: it needs %1 of width and has %2").arg(least.width()).arg(label.width()));
        if (label.height() + rounding < height)
            add(label, QStringLiteral("is cut: it needs %1 of height and has %2").arg(height).arg(label.height()));
    }

    void lookAtCombo(const QComboBox& combo)
    {
        QStyleOptionComboBox option;
        option.initFrom(&combo);
        option.editable = combo.isEditable();
        const QRect room =
            combo.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &combo);
        const QString text = combo.currentText().isEmpty() ? combo.placeholderText() : combo.currentText();
        const int icon = combo.itemIcon(combo.currentIndex()).isNull() ? 0 : combo.iconSize().width() + 4;
        if (combo.fontMetrics().horizontalAdvance(text) + icon > room.width() + rounding
            && !combo.toolTip().contains(text))
            add(combo, QStringLiteral("cuts “%1”").arg(text));
    }

    void lookAtNumber(const QLineEdit& edit)
    {
        if (edit.fontMetrics().horizontalAdvance(edit.displayText()) > edit.width() + rounding)
            add(*edit.parentWidget(), QStringLiteral("cuts “%1”").arg(edit.displayText()));
    }

    void lookAtField(const QLineEdit& edit)
    {
        constexpr int frame = 2 * 8; // of the style, at both sides of the text
        int room = edit.width() - frame;
        for (const auto* button : edit.findChildren<QAbstractButton*>()) {
            if (button->isVisible() && button->geometry().intersects(edit.rect()))
                room -= button->width();
        }
        const bool isNumber = edit.alignment() & Qt::AlignRight;
        const QString text = edit.text().isEmpty() ? edit.placeholderText() : isNumber ? edit.text() : QString();
        if (edit.fontMetrics().horizontalAdvance(text) > room + rounding)
            add(edit, QStringLiteral("cuts “%1”").arg(text));
    }

    void lookAtText(const QTextEdit& text)
    {
        const int height = int(text.document()->size().height());
        if (text.verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOff && text.viewport()->height() + rounding < height)
            add(text,
                QStringLiteral("is cut: it needs %1 of height and has %2").arg(height).arg(text.viewport()->height()));
    }

    void lookAtHeader(const QAbstractItemView& view, const QHeaderView& header)
    {
        const int margin = header.style()->pixelMetric(QStyle::PM_HeaderMargin, nullptr, &header);
        const int mark = header.style()->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, &header);
        for (int section = 0; section < header.count(); ++section) {
            const QString text = header.model()->headerData(section, header.orientation()).toString();
            if (header.isSectionHidden(section) || text.isEmpty())
                continue;
            const bool isSorted = header.isSortIndicatorShown() && header.sortIndicatorSection() == section;
            const int least =
                header.fontMetrics().horizontalAdvance(text) + 2 * margin + (isSorted ? mark + margin : 0);
            if (header.sectionSize(section) < least)
                add(view, QStringLiteral("cuts the heading “%1”").arg(text));
        }
        if (view.horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff
            && header.length() > view.viewport()->width() + rounding)
            add(view,
                QStringLiteral("shows %1 of %2 pixels of its columns")
                    .arg(view.viewport()->width())
                    .arg(header.length()));
    }

    void lookAtView(const QAbstractItemView& view)
    {
        const QAbstractItemModel* model = view.model();
        if (!model || model->rowCount(view.rootIndex()) == 0)
            return;
        const auto* table = qobject_cast<const QTableView*>(&view);
        const auto* tree = qobject_cast<const QTreeView*>(&view);
        const QHeaderView* header = table ? table->horizontalHeader() : tree ? tree->header() : nullptr;
        if (header && header->isVisible())
            lookAtHeader(view, *header);
        const QRect room = view.viewport()->rect();
        const QModelIndex first = model->index(0, 0, view.rootIndex());
        if (room.height() < view.visualRect(first).height())
            add(view, QStringLiteral("has no room for a row"));
        if (table && table->verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOff
            && table->verticalHeader()->length() > room.height() + rounding)
            add(view,
                QStringLiteral("shows %1 of %2 pixels of its rows")
                    .arg(room.height())
                    .arg(table->verticalHeader()->length()));
        for (int row = 0; row < std::min(mostRows, model->rowCount(view.rootIndex())); ++row) {
            for (int column = 0; column < model->columnCount(view.rootIndex()); ++column)
                lookAtCell(view, model->index(row, column, view.rootIndex()));
        }
    }

    void lookAtCell(const QAbstractItemView& view, const QModelIndex& index)
    {
        const QRect cell = view.visualRect(index);
        if (cell.isEmpty() || !cell.intersects(view.viewport()->rect()))
            return;
        if (cell.height() < view.fontMetrics().height())
            add(view,
                QStringLiteral("has a row of %1 for text of %2").arg(cell.height()).arg(view.fontMetrics().height()));
        const QString text = index.data().toString();
        const bool isNumber = index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
        if (isNumber && cell.width() + rounding < view.sizeHintForIndex(index).width())
            add(view, QStringLiteral("cuts the number “%1”").arg(text));
    }
};

} // namespace

QStringList layoutFaults(const QWidget& root)
{
    Check check;
    check.visit(root);
    check.faults.removeDuplicates();
    return check.faults;
}

} // namespace dpl::test
