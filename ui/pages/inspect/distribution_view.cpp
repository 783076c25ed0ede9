#include "pages/inspect/distribution_view.hpp"

#include "charts/figure_view.hpp"
#include "inspection/alpha_scale.hpp"
#include "inspection/inspection_tables.hpp"
#include "models/report_table_model.hpp"
#include "widgets/number_box.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/series_swatch.hpp"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QResizeEvent>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr QSize sideBySide{
    860, 480}; // of the card: from this width on, and up to this height, figure and table stand beside each other
constexpr int steps = 400; // of the slider, along inspection::alphaAtShare
constexpr int rowHeight = 22;

} // namespace

DistributionView::DistributionView(QWidget* parent) : Card(tr("Reward distributions"), parent)
{
    m_axis = new SegmentedControl;
    m_axis->setAccessibleName(tr("Utility axis"));
    m_axis->addSegment(tr("Own scales"), tr("Each model on its own utility axis"));
    m_axis->addSegment(tr("Standardised"),
        tr("All models on one axis: minus the mean, divided by the standard deviation, of the model's means over all "
           "its "
           "responses"));

    const QString alphaTip =
        tr("Quantile \u03b1 by which a risk-averse reader ranks responses, default 0.01 (dpl summarize --alpha)");
    auto* alphaLabel = new QLabel(tr("Quantile &\u03b1"));
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setRange(0, steps);
    m_slider->setPageStep(steps / 20);
    m_slider->setAccessibleName(tr("Quantile \u03b1"));
    m_slider->setToolTip(alphaTip);
    m_spin = new DecimalBox;
    m_spin->setRange(inspection::lowestAlpha, inspection::highestAlpha);
    m_spin->setDecimals(4);
    m_spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_spin->setAccessibleName(tr("Quantile \u03b1 as a number"));
    m_spin->setToolTip(alphaTip);
    alphaLabel->setBuddy(m_spin);
    for (QWidget* control : {static_cast<QWidget*>(alphaLabel), static_cast<QWidget*>(m_slider),
             static_cast<QWidget*>(m_spin), static_cast<QWidget*>(m_axis)}) {
        addBesideTitle(control);
    }

    m_figure = new FigureView;
    m_figure->setAccessibleName(tr("Reward distributions of both responses"));
    m_model = new ReportTableModel(this);
    m_table = readingTable(m_model, tr("What each model prefers"), rowHeight);
    m_table->setItemDelegateForColumn(0, new SeriesDelegate(m_table));
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setWordWrap(false);
    keepFittedToRoom(m_table);
    m_note =
        new SecondaryLabel(tr("\u03c3 can be compared within one model only: preferences do not fix a model's scale."));
    m_note->setWordWrap(true);
    m_side = new QWidget;
    auto* side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(8);
    side->addWidget(m_table);
    side->addWidget(m_note);
    side->addStretch(1);

    m_content = new QBoxLayout(QBoxLayout::TopToBottom);
    m_content->setSpacing(12);
    m_content->addWidget(m_figure, 1);
    m_content->addWidget(m_side);
    body()->addLayout(m_content, 1);
    setAlpha(0.01);
    fitTable();

    connect(
        m_model, &QAbstractItemModel::modelReset, this, &DistributionView::fitTable); // not while only numbers change
    connect(m_axis, &SegmentedControl::currentChanged, this, &DistributionView::axisChanged);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        setAlpha(inspection::alphaAtShare(double(value) / steps));
        Q_EMIT alphaChanged(alpha());
    });
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        setAlpha(value);
        Q_EMIT alphaChanged(alpha());
    });
}

void DistributionView::setAlpha(double alpha)
{
    const QSignalBlocker slider(m_slider);
    const QSignalBlocker spin(m_spin);
    m_slider->setValue(int(std::lround(inspection::shareOfAlpha(alpha) * steps)));
    m_spin->setValue(alpha);
}

double DistributionView::alpha() const
{
    return m_spin->value();
}

void DistributionView::setAxis(inspection::UtilityAxis axis)
{
    m_axis->setCurrentIndex(axis == inspection::UtilityAxis::own ? 0 : 1);
}

inspection::UtilityAxis DistributionView::axis() const
{
    return m_axis->currentIndex() == 1 ? inspection::UtilityAxis::standardised : inspection::UtilityAxis::own;
}

void DistributionView::setItem(
    const inspection::InspectionColumns& columns, std::size_t item, std::size_t first, std::size_t second)
{
    m_shown =
        std::make_shared<const report::Figure>(inspection::distributionsFigure(columns, item, first, second, axis()));
    if (m_shown->panels.empty()) {
        m_shown = nullptr; // none of the models evaluated it
    }
    m_figure->setFigure(m_shown);
    const std::size_t drawn = columns.modelsOf(item);
    const std::size_t all = columns.inspection().modelsOf(item);
    setNote(drawn < all ? tr("· %1 of %2 models").arg(drawn).arg(all) : QString());
    inspection::PreferenceTable preferences = inspection::preferenceTable(columns, item, first, second);
    m_model->setTable(std::move(preferences.table), std::move(preferences.roles));
}

void DistributionView::clear()
{
    setNote({});
    m_shown = nullptr;
    m_figure->setFigure(std::shared_ptr<const report::Figure>());
    m_model->setTable({});
}

const report::Table& DistributionView::preferences() const
{
    return m_model->table();
}

void DistributionView::fitTable()
{
    fitToRoom(*m_table);
}

void DistributionView::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    const bool beside = event->size().width() >= sideBySide.width() && event->size().height() < sideBySide.height();
    m_content->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_content->setStretch(0, beside ? 3 : 1);
    m_side->setMaximumWidth(beside ? 560 : QWIDGETSIZE_MAX);
    m_side->setMinimumWidth(beside ? 460 : 0);
    m_slider->setFixedWidth(event->size().width() >= sideBySide.width() ? 280 : 96);
    fitTable();
}

} // namespace dpl::ui
