#include "widgets/workbench_style.hpp"

#include "base/theme.hpp"
#include "widgets/combo_delegate.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/tool_tip_wrap.hpp"
#include "widgets/wrong_mark.hpp"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStyleOption>
#include <QTextEdit>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr double radius = 6;
constexpr int leastFieldHeight = 28;
constexpr int leastRowHeight = 26;
constexpr int buttonHeight = 32;
constexpr int fieldPadding = 8;
constexpr int arrowWidth = 20;
constexpr int iconGap = 6;
constexpr int scrollBarWidth = 10;

QRectF inside(const QRect& rect, double by = 0.5)
{
    return QRectF(rect).adjusted(by, by, -by, -by);
}

bool showsFocus(const QStyleOption& option)
{
    return (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange);
}

bool isTextArea(const QWidget* widget)
{
    return qobject_cast<const QTextEdit*>(widget) || qobject_cast<const QPlainTextEdit*>(widget);
}

void drawField(
    QPainter& painter, const QRect& rect, const QStyleOption& option, const QWidget* widget, const Theme& theme)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focused = enabled && (option.state & QStyle::State_HasFocus);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(option.palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Base));
    painter.setPen(QPen(isMarkedWrong(widget) ? theme.bad
            : focused                         ? theme.accent
            : enabled                         ? theme.fieldBorder
                                              : theme.border,
        focused ? 1.5 : 1.0));
    painter.drawRoundedRect(inside(rect, focused ? 0.75 : 0.5), radius - 1, radius - 1);
    painter.restore();
}

enum class Direction { up, down };

void drawChevron(QPainter& painter, const QRect& rect, Direction direction, const QColor& colour)
{
    const QPointF centre = QRectF(rect).center();
    const double rise = direction == Direction::down ? 1.75 : -1.75;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF points[] = {centre + QPointF(-3.5, -rise), centre + QPointF(0, rise), centre + QPointF(3.5, -rise)};
    painter.drawPolyline(points, 3);
    painter.restore();
}

void drawButton(QPainter& painter, const QStyleOption& option, const QWidget* widget, const Theme& theme)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = enabled && (option.state & QStyle::State_MouseOver);
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    const bool flat = button && (button->features & QStyleOptionButton::Flat);
    const bool primary = qobject_cast<const PrimaryButton*>(widget) != nullptr;

    QColor fill = theme.card;
    QColor border = theme.fieldBorder;
    if (primary && enabled) {
        fill = down ? theme.accentFill.darker(118) : hovered ? theme.accentFill.darker(108) : theme.accentFill;
        border = fill;
    } else if (!enabled) {
        fill = mixed(theme.card, theme.ground, 0.6);
        border = theme.border;
    } else if (down) {
        fill = theme.line;
    } else if (hovered) {
        fill = mixed(theme.card, theme.hover, 0.6);
    }

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (!flat || hovered || down) {
        painter.setBrush(fill);
        painter.setPen(flat ? QPen(Qt::NoPen) : QPen(border, 1));
        painter.drawRoundedRect(inside(option.rect), radius, radius);
    }
    if (showsFocus(option)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(primary ? theme.accentText : theme.accent, 1.5));
        painter.drawRoundedRect(inside(option.rect, primary ? 3.0 : 0.75), primary ? 4 : radius, primary ? 4 : radius);
    }
    painter.restore();
}

void drawIconAndText(QPainter& painter, const QStyleOptionButton& button, const QStyle& style, const QWidget* widget)
{
    const bool enabled = button.state & QStyle::State_Enabled;
    const int textWidth = button.fontMetrics.size(Qt::TextShowMnemonic, button.text).width();
    const int width = button.iconSize.width() + iconGap + textWidth;
    QRect icon(QPoint(button.rect.center().x() - width / 2,
                   button.rect.top() + (button.rect.height() - button.iconSize.height()) / 2),
        button.iconSize);
    QRect text(icon.right() + 1 + iconGap, button.rect.top(), textWidth + 2, button.rect.height());
    icon = QStyle::visualRect(button.direction, button.rect, icon);
    text = QStyle::visualRect(button.direction, button.rect, text);
    button.icon.paint(&painter, icon, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    const bool mnemonics = style.styleHint(QStyle::SH_UnderlineShortcut, &button, widget);
    style.drawItemText(&painter, text,
        Qt::AlignLeft | Qt::AlignVCenter | (mnemonics ? Qt::TextShowMnemonic : Qt::TextHideMnemonic), button.palette,
        enabled, button.text, QPalette::ButtonText);
}

void drawIndicator(QPainter& painter, const QStyleOption& option, const Theme& theme, bool round)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool on = option.state & QStyle::State_On;
    const bool partly = option.state & QStyle::State_NoChange;
    const QColor fill = !(on || partly) ? theme.card : enabled ? theme.accentFill : theme.fieldBorder;
    const QRectF box = inside(option.rect);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(QPen(on || partly                   ? fill
            : (option.state & QStyle::State_MouseOver) ? theme.accent
                                                       : theme.fieldBorder,
        1));
    const double corner = round ? box.height() / 2 : 4;
    painter.drawRoundedRect(box, corner, corner);
    if (on && round) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accentText);
        painter.drawEllipse(box.center(), box.width() * 0.2, box.width() * 0.2);
    } else if (on || partly) {
        painter.setPen(QPen(theme.accentText, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&box](double x, double y) {
            return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
        };
        const QPointF tick[] = {at(0.24, 0.52), at(0.43, 0.70), at(0.77, 0.32)};
        if (partly)
            painter.drawLine(at(0.28, 0.5), at(0.72, 0.5));
        else
            painter.drawPolyline(tick, 3);
    }
    painter.restore();
}

void drawProgress(QPainter& painter, const QStyleOptionProgressBar& bar, const Theme& theme)
{
    const double height = std::min(6, bar.rect.height());
    QRectF groove(bar.rect.left(), QRectF(bar.rect).center().y() - height / 2, bar.rect.width(), height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.isDark() ? theme.border : theme.border.darker(103));
    painter.drawRoundedRect(groove, height / 2, height / 2);

    const double range = double(bar.maximum) - double(bar.minimum);
    QPainterPath clip;
    clip.addRoundedRect(groove, height / 2, height / 2);
    painter.setClipPath(clip);
    painter.setBrush((bar.state & QStyle::State_Enabled) ? theme.accent : theme.secondaryText);
    if (range > 0) {
        groove.setWidth(groove.width() * std::clamp((bar.progress - bar.minimum) / range, 0.0, 1.0));
        painter.drawRoundedRect(groove, height / 2, height / 2);
    } else {
        // Of unknown length: a still piece in the middle, since nothing in the window moves by itself.
        painter.drawRoundedRect(
            groove.adjusted(groove.width() * 0.35, 0, -groove.width() * 0.35, 0), height / 2, height / 2);
    }
    painter.restore();
}

void drawSlider(QPainter& painter, const QStyleOptionSlider& slider, const QRect& handle, const Theme& theme)
{
    const bool enabled = slider.state & QStyle::State_Enabled;
    const bool horizontal = slider.orientation == Qt::Horizontal;
    const QRectF whole(slider.rect);
    const QPointF knob = QRectF(handle).center();
    QRectF groove = horizontal ? QRectF(whole.left() + 2, knob.y() - 2, whole.width() - 4, 4)
                               : QRectF(knob.x() - 2, whole.top() + 2, 4, whole.height() - 4);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.border);
    painter.drawRoundedRect(groove, 2, 2);
    if (horizontal && !slider.upsideDown)
        groove.setRight(knob.x());
    else if (horizontal)
        groove.setLeft(knob.x());
    else if (slider.upsideDown)
        groove.setTop(knob.y());
    else
        groove.setBottom(knob.y());
    painter.setBrush(enabled ? theme.accent : theme.secondaryText);
    painter.drawRoundedRect(groove, 2, 2);
    painter.setBrush(theme.card);
    painter.setPen(QPen(enabled ? theme.accent : theme.secondaryText, showsFocus(slider) ? 3 : 2));
    painter.drawEllipse(knob, 7, 7);
    painter.restore();
}

} // namespace

WorkbenchStyle::WorkbenchStyle() : QProxyStyle(QStringLiteral("Fusion")), m_toolTipWrap(new ToolTipWrap(this)) { }

void WorkbenchStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QScrollBar*>(widget) || qobject_cast<QComboBox*>(widget)
        || qobject_cast<QAbstractButton*>(widget) || qobject_cast<QSplitterHandle*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    auto* combo = qobject_cast<QComboBox*>(widget);
    if (combo && !qobject_cast<ComboDelegate*>(combo->itemDelegate()))
        combo->setItemDelegate(new ComboDelegate(combo));
    if (widget->inherits("QTipLabel"))
        widget->installEventFilter(m_toolTipWrap);
}

void WorkbenchStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Theme theme = Theme::of(option->palette);
    switch (element) {
    case PE_PanelButtonCommand: drawButton(*painter, *option, widget, theme); return;
    case PE_FrameDefaultButton: return;
    case PE_PanelButtonTool: {
        const bool enabled = option->state & State_Enabled;
        const bool down = option->state & (State_Sunken | State_On);
        if (!enabled || !(down || (option->state & State_MouseOver)))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(down ? theme.selection : theme.hover);
        painter->drawRoundedRect(inside(option->rect), radius - 1, radius - 1);
        painter->restore();
        return;
    }
    case PE_PanelLineEdit: {
        // A field inside a spin box or combo box comes without a frame: its owner draws it.
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && frame->lineWidth > 0)
            drawField(*painter, option->rect, *option, widget, theme);
        return;
    }
    case PE_FrameLineEdit: return;
    case PE_PanelScrollAreaCorner: return;
    case PE_Frame:
        if (isTextArea(widget)) {
            drawField(*painter, option->rect, *option, widget, theme);
            return;
        }
        painter->save();
        painter->setPen(theme.border);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_FrameFocusRect: {
        if (!(option->state & State_KeyboardFocusChange))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(inside(option->rect, 0.75), 4, 4);
        painter->restore();
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: drawIndicator(*painter, *option, theme, false); return;
    case PE_IndicatorRadioButton: drawIndicator(*painter, *option, theme, true); return;
    case PE_PanelTipLabel:
        painter->save();
        painter->setPen(theme.fieldBorder);
        painter->setBrush(theme.card);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    case PE_IndicatorHeaderArrow: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (header && header->sortIndicator != QStyleOptionHeader::None)
            drawChevron(*painter, option->rect,
                header->sortIndicator == QStyleOptionHeader::SortUp ? Direction::down : Direction::up,
                theme.secondaryText);
        return;
    }
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WorkbenchStyle::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Theme theme = Theme::of(option->palette);
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            QStyleOptionButton copy(*button);
            // A pressed button does not move its text.
            copy.state &= ~(State_Sunken | State_On);
            if (qobject_cast<const PrimaryButton*>(widget) && (option->state & State_Enabled)) {
                for (const auto group : {QPalette::Active, QPalette::Inactive})
                    copy.palette.setColor(group, QPalette::ButtonText, theme.accentText);
            }
            if (!button->icon.isNull() && !button->text.isEmpty() && !(button->features & QStyleOptionButton::HasMenu))
                drawIconAndText(*painter, copy, *proxy(), widget);
            else
                QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_ComboBoxLabel:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            QStyleOptionComboBox copy(*box);
            int room = proxy()->subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width() - 2;
            if (!box->currentIcon.isNull())
                room -= box->iconSize.width() + 4;
            copy.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideMiddle, room);
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
            drawProgress(*painter, *bar, theme);
            return;
        }
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, theme.card);
        painter->setPen(theme.border);
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (header && header->orientation == Qt::Vertical)
            painter->drawLine(option->rect.topRight(), option->rect.bottomRight());
        else
            painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        return;
    }
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            QStyleOptionHeaderV2 copy;
            if (const auto* second = qstyleoption_cast<const QStyleOptionHeaderV2*>(option))
                copy = *second;
            else
                static_cast<QStyleOptionHeader&>(copy) = *header;
            copy.state &= ~State_On; // would make the names of selected columns bold
            for (const auto group : {QPalette::Active, QPalette::Inactive})
                copy.palette.setColor(group, QPalette::ButtonText, theme.secondaryText);
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_Splitter: {
        const QRect& bar = option->rect;
        const bool upright = bar.height() > bar.width();
        if (std::min(bar.width(), bar.height()) < 6)
            return; // no more than a line
        const bool hot = option->state & (State_MouseOver | State_Sunken);
        QRectF grip(0, 0, upright ? 4 : 32, upright ? 32 : 4);
        grip.moveCenter(QRectF(bar).center());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(hot ? theme.accent : theme.fieldBorder);
        painter->drawRoundedRect(grip, 2, 2);
        painter->restore();
        return;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WorkbenchStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const Theme theme = Theme::of(option->palette);
    switch (control) {
    case CC_SpinBox:
        if (const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
            drawField(*painter, box->rect, *box, widget, theme);
            if (box->buttonSymbols == QAbstractSpinBox::NoButtons)
                return;
            const auto arrow = [&](SubControl part, QAbstractSpinBox::StepEnabledFlag step, Direction direction) {
                const bool possible = (box->state & State_Enabled) && (box->stepEnabled & step);
                const bool hot = possible && (box->activeSubControls & part) && (box->state & State_MouseOver);
                const QColor colour = hot ? theme.accent
                    : possible            ? theme.secondaryText
                                          : mixed(theme.card, theme.secondaryText, 0.4);
                drawChevron(*painter, proxy()->subControlRect(CC_SpinBox, box, part, widget), direction, colour);
            };
            arrow(SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, Direction::up);
            arrow(SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, Direction::down);
            return;
        }
        break;
    case CC_ComboBox:
        if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            drawField(*painter, box->rect, *box, widget, theme);
            const bool enabled = box->state & State_Enabled;
            const bool hot = enabled && (box->state & State_MouseOver);
            drawChevron(*painter, proxy()->subControlRect(CC_ComboBox, box, SC_ComboBoxArrow, widget), Direction::down,
                hot           ? theme.accent
                    : enabled ? theme.secondaryText
                              : mixed(theme.card, theme.secondaryText, 0.4));
            return;
        }
        break;
    case CC_ScrollBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            const QRect slider = proxy()->subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget);
            if (bar->maximum == bar->minimum)
                return;
            const bool hot =
                (bar->state & (State_MouseOver | State_Sunken)) && (bar->activeSubControls & SC_ScrollBarSlider);
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(mixed(theme.card, theme.secondaryText, hot ? 0.65 : 0.4));
            painter->drawRoundedRect(inside(slider, 2), 3, 3);
            painter->restore();
            return;
        }
        break;
    case CC_Slider:
        if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
            slider && slider->tickPosition == QSlider::NoTicks) {
            drawSlider(*painter, *slider, proxy()->subControlRect(CC_Slider, slider, SC_SliderHandle, widget), theme);
            return;
        }
        break;
    default: break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WorkbenchStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl subControl, const QWidget* widget) const
{
    const QRect rect = option->rect;
    if (control == CC_SpinBox) {
        const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const int arrows = box && box->buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : arrowWidth;
        const int inset = 3;
        QRect part;
        switch (subControl) {
        case SC_SpinBoxUp:
            part = QRect(rect.right() - arrows, rect.top() + inset, arrows, rect.height() / 2 - inset);
            break;
        case SC_SpinBoxDown:
            part = QRect(rect.right() - arrows, rect.center().y() + 1, arrows, rect.height() / 2 - inset);
            break;
        case SC_SpinBoxEditField:
            part = rect.adjusted(fieldPadding - 2, 2, -std::max(arrows, fieldPadding - 2), -2);
            break;
        default: part = rect; break;
        }
        return visualRect(option->direction, rect, part);
    }
    if (control == CC_ComboBox && (subControl == SC_ComboBoxArrow || subControl == SC_ComboBoxEditField)) {
        const QRect part = subControl == SC_ComboBoxArrow
            ? QRect(rect.right() - arrowWidth - 2, rect.top(), arrowWidth, rect.height())
            : rect.adjusted(fieldPadding - 1, 2, -arrowWidth - 4, -2);
        return visualRect(option->direction, rect, part);
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!bar)
            return {};
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? rect.width() : rect.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int slider = length;
        if (range > 0) {
            slider = int(qint64(bar->pageStep) * length / (range + bar->pageStep));
            slider =
                std::clamp(slider, std::min(length, proxy()->pixelMetric(PM_ScrollBarSliderMin, bar, widget)), length);
        }
        const int start =
            sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
        const auto along = [&](int from, int size) {
            return horizontal ? QRect(rect.left() + from, rect.top(), size, rect.height())
                              : QRect(rect.left(), rect.top() + from, rect.width(), size);
        };
        QRect part;
        switch (subControl) {
        case SC_ScrollBarGroove: part = rect; break;
        case SC_ScrollBarSlider: part = along(start, slider); break;
        case SC_ScrollBarSubPage: part = along(0, start); break;
        case SC_ScrollBarAddPage: part = along(start + slider, length - start - slider); break;
        default: break;
        }
        return visualRect(option->direction, rect, part);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect WorkbenchStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    if (element == SE_LineEditContents) {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && frame->lineWidth > 0)
            return visualRect(
                option->direction, option->rect, option->rect.adjusted(fieldPadding - 2, 1, -fieldPadding + 2, -1));
        return option->rect;
    }
    if (element == SE_PushButtonFocusRect)
        return {};
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize WorkbenchStyle::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents, const QWidget* widget) const
{
    switch (type) {
    case CT_PushButton: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        const int gap = button && !button->icon.isNull() ? iconGap - 4 : 0; // Qt counts 4 in
        return {std::max(contents.width() + gap + 28, 56), std::max(size.height(), buttonHeight)};
    }
    case CT_LineEdit: return {contents.width() + 2 * fieldPadding, std::max(contents.height() + 4, leastFieldHeight)};
    case CT_SpinBox: {
        const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const int arrows = box && box->buttonSymbols == QAbstractSpinBox::NoButtons ? fieldPadding : arrowWidth;
        return {contents.width() + fieldPadding + arrows, std::max(contents.height(), leastFieldHeight)};
    }
    case CT_ComboBox:
        return {contents.width() + fieldPadding + arrowWidth + 8, std::max(contents.height() + 8, leastFieldHeight)};
    case CT_ItemViewItem: {
        QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        if (qobject_cast<const QListView*>(widget))
            size.setHeight(std::max(size.height(), leastRowHeight));
        return size;
    }
    case CT_HeaderSection: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return {size.width() + 8, std::max(size.height(), 28)};
    }
    default: return QProxyStyle::sizeFromContents(type, option, contents, widget);
    }
}

int WorkbenchStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        return isTextArea(widget) ? 2 : QProxyStyle::pixelMetric(metric, option, widget); // within its round corners
    case PM_ScrollBarExtent: return scrollBarWidth;
    case PM_ScrollBarSliderMin: return 32;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_ButtonIconSize:
    case PM_SmallIconSize: return 16;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return 16;
    case PM_HeaderMargin: return 3; // as that of cells, so that headings stand over their numbers
    case PM_HeaderDefaultSectionSizeVertical: return 28;
    case PM_SplitterWidth: return 8;
    case PM_ToolTipLabelFrameWidth: return 6;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WorkbenchStyle::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animation_Duration:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup: return 0;
    case SH_FormLayoutLabelAlignment: return Qt::AlignLeft | Qt::AlignVCenter;
    case SH_FormLayoutFieldGrowthPolicy: return QFormLayout::AllNonFixedFieldsGrow;
    default: return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

} // namespace dpl::ui
