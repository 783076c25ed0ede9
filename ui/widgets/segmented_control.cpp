#include "widgets/segmented_control.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QEvent>
#include <QFontMetrics>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

namespace dpl::ui {

namespace {

constexpr double segmentRadius = 6;

/// One choice. As wide as its text is when it is chosen, so that the row does not move.
class Segment final : public QAbstractButton {
public:
    Segment(const QString& text, QWidget* parent) : QAbstractButton(parent)
    {
        setText(text);
        setAccessibleName(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(demiBold(font()));
        return {metrics.horizontalAdvance(text()) + 24, std::max(28, metrics.height() + 10)};
    }

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme theme = Theme::of(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);

        QPainterPath frame;
        frame.addRoundedRect(
            QRectF(parentWidget()->rect()).adjusted(1, 1, -1, -1), segmentRadius - 1, segmentRadius - 1);
        frame.translate(-pos());
        painter.setClipPath(frame);
        if (isChecked())
            painter.fillRect(rect(), theme.selection);
        else if (underMouse() && isEnabled())
            painter.fillRect(rect(), theme.hover);
        painter.setClipping(false);

        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 3, 3);
        }
        if (isChecked())
            painter.setFont(demiBold(font()));
        const auto group = isEnabled() ? QPalette::Active : QPalette::Disabled;
        painter.setPen(isChecked() && isEnabled()
                ? theme.accent
                : palette().color(group, isEnabled() ? QPalette::PlaceholderText : QPalette::ButtonText));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
    }
};

/// The choice with an arrow behind it.
class MenuButton final : public QAbstractButton {
public:
    static constexpr int room = 12 + 24; // beside the text

    explicit MenuButton(QWidget* parent) : QAbstractButton(parent)
    {
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        hide();
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(font());
        return {metrics.horizontalAdvance(text()) + room, std::max(28, metrics.height() + 10)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme theme = Theme::of(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (underMouse() && isEnabled()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.hover);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), segmentRadius - 1, segmentRadius - 1);
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 1.5));
            painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -3, -3), 3, 3);
        }
        painter.setPen(isEnabled() ? theme.text : palette().color(QPalette::Disabled, QPalette::ButtonText));
        painter.drawText(rect().adjusted(12, 0, -24, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
        const QPointF centre(width() - 14.0, height() / 2.0);
        const QPointF arrow[] = {
            centre + QPointF(-3.5, -1.75), centre + QPointF(0, 1.75), centre + QPointF(3.5, -1.75)};
        painter.setPen(QPen(theme.secondaryText, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(arrow, 3);
    }
};

} // namespace

SegmentedControl::SegmentedControl(QWidget* parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    m_group->setExclusive(true);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool checked) {
        if (!checked || index == m_current)
            return;
        m_current = index;
        arrange();
        Q_EMIT currentChanged(index);
    });
}

SegmentedControl::SegmentedControl(const QStringList& segments, QWidget* parent) : SegmentedControl(parent)
{
    for (const QString& text : segments)
        addSegment(text);
}

int SegmentedControl::addSegment(const QString& text, const QString& toolTip)
{
    auto* segment = new Segment(text, this);
    segment->setToolTip(toolTip);
    const int index = count();
    m_group->addButton(segment, index);
    segment->setVisible(!m_folded);
    if (index == 0) {
        m_current = 0;
        segment->setChecked(true);
    }
    updateGeometry();
    arrange();
    return index;
}

QSize SegmentedControl::sizeHint() const
{
    QSize size;
    const auto segments = m_group->buttons();
    for (const QAbstractButton* segment : segments)
        size = {size.width() + segment->sizeHint().width(), std::max(size.height(), segment->sizeHint().height())};
    return size;
}

QSize SegmentedControl::minimumSizeHint() const
{
    const QSize row = sizeHint();
    int widest = 0;
    const auto segments = m_group->buttons();
    for (const QAbstractButton* segment : segments)
        widest = std::max(widest, fontMetrics().horizontalAdvance(segment->text()));
    return {std::min(row.width(), widest + MenuButton::room), row.height()};
}

void SegmentedControl::arrange()
{
    m_folded = width() < sizeHint().width();
    int x = 0;
    const auto segments = m_group->buttons();
    for (QAbstractButton* segment : segments) {
        segment->setVisible(!m_folded);
        const int segmentWidth = segment->sizeHint().width();
        segment->setGeometry(QStyle::visualRect(layoutDirection(), rect(), QRect(x, 0, segmentWidth, height())));
        x += segmentWidth;
    }
    if (!m_menuButton && !m_folded)
        return;
    if (!m_menuButton) {
        m_menuButton = new MenuButton(this);
        connect(m_menuButton, &QAbstractButton::clicked, this, &SegmentedControl::showMenu);
    }
    m_menuButton->setGeometry(rect());
    m_menuButton->setText(currentText());
    m_menuButton->setToolTip(toolTip());
    m_menuButton->setAccessibleName(
        accessibleName().isEmpty() ? currentText() : QStringLiteral("%1: %2").arg(accessibleName(), currentText()));
    m_menuButton->setVisible(m_folded);
}

void SegmentedControl::showMenu()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (int i = 0; i < count(); ++i) {
        const QAbstractButton* segment = m_group->button(i);
        QAction* action = menu->addAction(QString(segment->text()).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(i == m_current);
        action->setEnabled(segment->isEnabled());
        action->setToolTip(segment->toolTip());
        connect(action, &QAction::triggered, this, [this, i] { setCurrentIndex(i); });
    }
    menu->popup(mapToGlobal(QPoint(0, height())));
}

void SegmentedControl::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void SegmentedControl::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        arrange();
    }
}

int SegmentedControl::count() const
{
    return int(m_group->buttons().size());
}

int SegmentedControl::currentIndex() const
{
    return m_current;
}

QString SegmentedControl::currentText() const
{
    const QAbstractButton* button = m_group->button(m_current);
    return button ? button->text() : QString();
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setChecked(true);
}

void SegmentedControl::setSegmentEnabled(int index, bool enabled)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setEnabled(enabled);
}

void SegmentedControl::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.fieldBorder, 1));
    painter.setBrush(theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), segmentRadius, segmentRadius);
}

} // namespace dpl::ui
