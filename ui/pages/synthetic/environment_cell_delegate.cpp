#include "pages/synthetic/environment_cell_delegate.hpp"

#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "models/hidden_contexts_model.hpp"
#include "pages/synthetic/environment_plot.hpp"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QWidget>

namespace dpl::ui {

namespace {

constexpr QSize sampleSize(32, 12);
constexpr int gap = 4; ///< between a sample and the text, beyond what the style leaves
constexpr int inset = 5; ///< beyond the 3 pixels of the style: 8, as headers have

QPixmap lineSample(report::SeriesRole role, const Theme& theme, double pixelRatio)
{
    QPixmap picture(sampleSize * pixelRatio);
    picture.setDevicePixelRatio(pixelRatio);
    picture.fill(Qt::transparent);
    const report::SeriesStyle style = report::seriesStyle(role, theme.figureGround);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(toColour(style.colour), 2.0, penStyle(style.dash), Qt::FlatCap));
    painter.drawLine(
        QPointF(0, sampleSize.height() / 2.0), QPointF(sampleSize.width() - gap, sampleSize.height() / 2.0));
    return picture;
}

} // namespace

void EnvironmentCellDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    // The ground of a selected cell reaches its edges, its text does not.
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    const QWidget* widget = option.widget;
    const QStyle* style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &ground, painter, widget);
    QStyleOptionViewItem inner = option;
    inner.rect.adjust(inset, 0, -inset, 0);
    QStyledItemDelegate::paint(painter, inner, index);
}

QWidget* EnvironmentCellDelegate::createEditor(
    QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    auto* field = new QLineEdit(parent);
    field->setAlignment(index.data(Qt::TextAlignmentRole).value<Qt::Alignment>());
    const QAbstractItemModel* model = index.model();
    field->setAccessibleName(model->headerData(index.column(), Qt::Horizontal).toString());
    return field;
}

void EnvironmentCellDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const
{
    editor->setGeometry(option.rect);
}

void EnvironmentCellDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QVariant series = index.data(HiddenContextsModel::SeriesRole);
    if (!series.isValid())
        return;
    const auto role = static_cast<report::SeriesRole>(series.toInt());
    const double pixelRatio = option->widget ? option->widget->devicePixelRatioF() : 1.0;
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = sampleSize;
    const QPixmap sample = lineSample(role, Theme::of(option->palette), pixelRatio);
    // A selected row keeps the colours of its sample.
    for (const auto mode : {QIcon::Normal, QIcon::Selected, QIcon::Active})
        option->icon.addPixmap(sample, mode);
}

} // namespace dpl::ui
