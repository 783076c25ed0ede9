#include "widgets/segmented_control.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

namespace dpl::ui {

namespace {

constexpr double radius = 6;

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
        setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
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
        frame.addRoundedRect(QRectF(parentWidget()->rect()).adjusted(1, 1, -1, -1), radius - 1, radius - 1);
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

} // namespace

SegmentedControl::SegmentedControl(QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)), m_row(new QHBoxLayout(this))
{
    m_group->setExclusive(true);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool checked) {
        if (!checked || index == m_current)
            return;
        m_current = index;
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
    m_row->addWidget(segment);
    if (index == 0) {
        m_current = 0;
        segment->setChecked(true);
    }
    return index;
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
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace dpl::ui
