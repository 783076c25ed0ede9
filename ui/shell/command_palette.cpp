#include "shell/command_palette.hpp"

#include "base/icon.hpp"
#include "base/theme.hpp"
#include "shell/palette_delegate.hpp"
#include "shell/palette_model.hpp"
#include "widgets/secondary_label.hpp"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int panelWidth = 600;
constexpr int top = 88;
constexpr int shownRows = 9;

/// The rounded ground of the palette.
class Panel final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme theme = Theme::of(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.fieldBorder, 1));
        painter.setBrush(theme.card);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* parent)
    : QWidget(parent), m_model(new PaletteModel(this)), m_panel(new Panel(this)), m_field(new QLineEdit(m_panel)),
      m_list(new QListView(m_panel)),
      m_nothing(new SecondaryLabel(tr("Nothing found. Try the name of a page, an action or a run."), m_panel))
{
    setAccessibleName(tr("Command palette"));
    m_field->setFrame(false);
    m_field->setPlaceholderText(tr("Find an action, a page or a run"));
    m_field->setAccessibleName(tr("Find an action, a page or a run"));
    m_field->addAction(icon(QStringLiteral("search"), QPalette::PlaceholderText), QLineEdit::LeadingPosition);
    QFont font = m_field->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    m_field->setFont(font);
    m_field->setMinimumHeight(44);
    m_field->installEventFilter(this);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Found"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setMinimumHeight(56);

    auto* column = new QVBoxLayout(m_panel);
    column->setContentsMargins(1, 4, 1, 8);
    column->setSpacing(4);
    auto* fieldRow = new QHBoxLayout;
    fieldRow->setContentsMargins(8, 0, 12, 0);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    auto* line = new QFrame(m_panel);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    column->addWidget(line);
    column->addWidget(m_list);
    column->addWidget(m_nothing);

    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::activate);
    parent->installEventFilter(this);
    hide();
}

void CommandPalette::open(QList<PaletteEntry> entries)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_field->clear();
    m_model->setEntries(std::move(entries));
    search({});
    layOut();
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::search(const QString& text)
{
    m_model->setSearch(text);
    m_list->setCurrentIndex(m_model->index(0));
    m_list->scrollToTop();
    layOut();
}

void CommandPalette::activate(const QModelIndex& index)
{
    const PaletteEntry entry = m_model->entry(index);
    leave();
    if (entry.run)
        entry.run();
}

void CommandPalette::leave()
{
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::layOut()
{
    setGeometry(parentWidget()->rect());
    const int rows = m_model->rowCount();
    m_list->setVisible(rows > 0);
    m_nothing->setVisible(rows == 0);
    m_list->setFixedHeight(std::clamp(rows, 1, shownRows) * std::max(36, fontMetrics().height() + 16) + 2);
    const int width = std::min(panelWidth, this->width() - 32);
    m_panel->layout()->activate();
    m_panel->setGeometry((this->width() - width) / 2, std::min(top, height() / 8), width, m_panel->sizeHint().height());
    update(); // the shadow, which lies beside the panel
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, theme.isDark() ? 110 : 50));

    // A soft shadow in a few steps: cheaper than a graphics effect, which would draw the panel into a picture each
    // time.
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, theme.isDark() ? 20 : 6));
    for (int spread = 2; spread <= 14; spread += 3)
        painter.drawRoundedRect(
            m_panel->geometry().adjusted(-spread, 4 - spread, spread, 6 + spread), 10 + spread, 10 + spread);
}

void CommandPalette::mousePressEvent(QMouseEvent* event)
{
    if (!m_panel->geometry().contains(event->pos()))
        leave();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        layOut();
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int rows = m_model->rowCount();
        const int row = m_list->currentIndex().row();
        const auto go = [this, rows](int to) {
            if (rows > 0)
                m_list->setCurrentIndex(m_model->index((to + rows) % rows));
        };
        switch (key->key()) {
        case Qt::Key_Escape: leave(); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_list->currentIndex().isValid())
                activate(m_list->currentIndex());
            return true;
        case Qt::Key_Down: go(row + 1); return true;
        case Qt::Key_Up: go(row - 1); return true;
        case Qt::Key_PageDown: go(std::min(rows - 1, row + shownRows)); return true;
        case Qt::Key_PageUp: go(std::max(0, row - shownRows)); return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return true; // the focus stays in the field while the palette is open
        default: break;
        }
    }
    if (watched == m_field && event->type() == QEvent::FocusOut && isVisible()
        && static_cast<QFocusEvent*>(event)->reason() == Qt::MouseFocusReason)
        m_field->setFocus();
    return QWidget::eventFilter(watched, event);
}

} // namespace dpl::ui
