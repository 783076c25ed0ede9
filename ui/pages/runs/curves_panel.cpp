#include "pages/runs/curves_panel.hpp"

#include "base/icon.hpp"
#include "charts/curves_view.hpp"
#include "pages/runs/curve_list.hpp"
#include "report/number_text.hpp"
#include "runs/metric_info.hpp"
#include "widgets/card.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/notice.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int smoothingSteps = 100; // the slider's position is the weight in hundredths
constexpr int mostSmoothing = 99;
constexpr int roomBeside = 900; // from which the list stands beside the charts, and not below them
constexpr int listWidth = 300;
constexpr int listHeight = 120;

QString metricTitle(const QString& metric)
{
    return QString::fromStdString(runs::metricInfo(metric.toStdString()).title);
}

} // namespace

CurvesPanel::CurvesPanel(QWidget* parent) : QWidget(parent), m_loader(new CurveLoader(this))
{
    makeControls();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_problem = new Notice(Tone::bad);
    m_problem->hide();
    column->addWidget(m_problem);
    auto* charts = new QWidget;
    auto* row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_list = new CurveList;
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_splitter->addWidget(charts);
    m_splitter->addWidget(m_list);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({900, listWidth});
    column->addWidget(m_splitter, 1);
    makeChart(0, QStringLiteral("loss"));
    makeChart(1, QStringLiteral("accuracy"));
    for (Chart& chart : m_charts) {
        row->addWidget(chart.card, 1);
    }
    connect(m_charts[0].view, &CurvesView::crosshairMoved, m_charts[1].view, &CurvesView::setCrosshair);
    connect(m_charts[1].view, &CurvesView::crosshairMoved, m_charts[0].view, &CurvesView::setCrosshair);
    for (const Chart& chart : m_charts) {
        connect(chart.view, &CurvesView::crosshairMoved, this, &CurvesPanel::updateList);
    }
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        m_isSplitterMoved = true;
        Q_EMIT changed();
    });
    connect(m_loader, &CurveLoader::loaded, this,
        [this](const std::shared_ptr<const LoadedCurves>& curves) { show(*curves); });
    connect(m_loader, &CurveLoader::failed, m_problem, &Notice::setText);
    connect(m_loader, &CurveLoader::loadingChanged, this, &CurvesPanel::updateNotes);
    updateNotes();
}

void CurvesPanel::makeControls()
{
    auto* smoothing = new QWidget; // whose parts stay together
    auto* row = new QHBoxLayout(smoothing);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* label = new SecondaryLabel(tr("Smoothing"));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, mostSmoothing);
    m_smoothing->setFixedWidth(80);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Weight of earlier values in the exponential smoothing of training curves, 0 to 0.99 "
                               "(default 0.6); the raw values "
                               "stay faint behind it"));
    label->setBuddy(m_smoothing);
    m_smoothingText = new SecondaryLabel;
    m_smoothingText->setFixedWidth(m_smoothingText->fontMetrics().horizontalAdvance(QStringLiteral("0.00")) + 4);
    m_axis = new SegmentedControl;
    m_axis->setAccessibleName(tr("Horizontal axis"));
    m_axis->addSegment(tr("Step"), tr("Draw over steps of the optimiser"));
    m_axis->addSegment(tr("Epoch"), tr("Draw over passes through the training rows"));
    m_axis->addSegment(tr("Time"), tr("Draw over seconds of computing since the run began"));
    m_series = new SegmentedControl;
    m_series->setAccessibleName(tr("Rows that are measured"));
    m_series->addSegment(tr("Train"), tr("Numbers on training rows"));
    m_series->addSegment(tr("Held-out"), tr("Numbers on test rows, which the run was not trained on"));
    m_series->addSegment(tr("Both"), tr("Training rows as lines, test rows as points"));
    m_overSeeds = new QCheckBox(tr("Mean ± sd"));
    m_overSeeds->setToolTip(tr("Runs that differ only in their seed become one line, their mean, with a band of "
                               "one sample standard deviation"));
    row->addWidget(label);
    row->addWidget(m_smoothing);
    row->addWidget(m_smoothingText);
    smoothing->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_minusBaseline = new QCheckBox(tr("Δ baseline"));
    m_minusBaseline->setToolTip(tr("Draw how far each curve is above the baseline's, at the same step, epoch or time"));
    m_minusBaseline->hide();
    m_controls = {smoothing, m_axis, m_series, m_overSeeds, m_minusBaseline};
    m_smoothing->setValue(60);
    connect(m_smoothing, &QSlider::valueChanged, this, &CurvesPanel::optionsChanged);
    connect(m_axis, &SegmentedControl::currentChanged, this, &CurvesPanel::optionsChanged);
    connect(m_series, &SegmentedControl::currentChanged, this, &CurvesPanel::optionsChanged);
    connect(m_overSeeds, &QCheckBox::toggled, this, &CurvesPanel::optionsChanged);
    connect(m_minusBaseline, &QCheckBox::toggled, this, &CurvesPanel::optionsChanged);
}

void CurvesPanel::makeChart(std::size_t index, const QString& metric)
{
    Chart& chart = m_charts[index];
    chart.wanted = metric;
    chart.card = new Card(metricTitle(metric));
    chart.whole = new QToolButton;
    chart.whole->setText(tr("Show all"));
    chart.whole->setToolTip(tr("Zoom out to all of the curves (double click, Home or 0 in the chart)"));
    chart.whole->setAccessibleName(tr("Show all of the curves"));
    chart.whole->hide();
    chart.logarithmic = new QCheckBox(tr("Log axis"));
    chart.logarithmic->setToolTip(tr("Logarithmic vertical axis (default: linear)"));
    chart.logarithmic->setAccessibleName(
        index == 0 ? tr("Logarithmic axis of the left chart") : tr("Logarithmic axis of the right chart"));
    chart.metric = new QComboBox;
    chart.metric->setAccessibleName(index == 0 ? tr("Metric of the left chart") : tr("Metric of the right chart"));
    chart.metric->addItem(metricTitle(metric), metric);
    chart.view = new CurvesView;
    chart.view->setAccessibleName(
        index == 0 ? tr("Curves of the selected runs, left chart") : tr("Curves of the selected runs, right chart"));
    chart.view->setAccessibleDescription(tr("Left and Right move the crosshair, plus and minus zoom, Shift with Left "
                                            "and Right moves the picture, Home shows all"));
    chart.note = new ElidedLabel;
    chart.card->addBesideTitle(chart.note);
    chart.card->addBesideTitle(chart.whole);
    chart.card->addBesideTitle(chart.logarithmic);
    chart.card->addBesideTitle(chart.metric);
    chart.card->body()->addWidget(chart.view, 1);
    chart.nothing = new SecondaryLabel;
    chart.nothing->setWordWrap(true);
    chart.nothing->setAlignment(Qt::AlignCenter);
    auto* inside = new QVBoxLayout(chart.view);
    inside->addWidget(chart.nothing);
    connect(chart.whole, &QToolButton::clicked, chart.view, &CurvesView::showAll);
    connect(chart.view, &CurvesView::zoomChanged, chart.whole, &QWidget::setVisible);
    connect(chart.logarithmic, &QCheckBox::toggled, this, [this, index](bool on) {
        m_charts[index].view->setLogarithmic(on);
        updateNotes();
        Q_EMIT changed();
    });
    connect(chart.metric, &QComboBox::activated, this,
        [this, index] { setMetric(int(index), m_charts[index].metric->currentData().toString()); });
}

QString CurvesPanel::metric(int index) const
{
    return m_charts[std::size_t(index)].wanted;
}

void CurvesPanel::setMetric(int index, const QString& metric)
{
    Chart& chart = m_charts[std::size_t(index)];
    if (metric.isEmpty() || metric == chart.wanted) {
        return;
    }
    chart.wanted = metric;
    if (chart.metric->findData(metric) < 0) {
        chart.metric->addItem(metricTitle(metric), metric);
    }
    chart.metric->setCurrentIndex(chart.metric->findData(metric));
    optionsChanged();
}

runs::CurveOptions CurvesPanel::options() const
{
    runs::CurveOptions options;
    options.smoothing = double(m_smoothing->value()) / smoothingSteps;
    options.axis = static_cast<runs::CurveAxis>(m_axis->currentIndex());
    options.series = static_cast<runs::CurveSeries>(m_series->currentIndex());
    options.overSeeds = m_overSeeds->isChecked();
    options.minusBaseline = !m_baseline.isEmpty() && m_minusBaseline->isChecked();
    return options;
}

void CurvesPanel::optionsChanged()
{
    m_smoothingText->setText(QString::fromStdString(report::fixedText(options().smoothing, 2)));
    updateNotes();
    load();
    if (!m_restoring) {
        Q_EMIT changed();
    }
}

void CurvesPanel::setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs,
    std::vector<report::SeriesRole> roles, const QString& baseline)
{
    m_runs = std::move(runs);
    m_roles = std::move(roles);
    m_baseline = baseline;
    m_minusBaseline->setVisible(!baseline.isEmpty());
    load();
}

void CurvesPanel::refresh()
{
    load();
}

void CurvesPanel::load()
{
    m_loader->load({m_runs, m_roles, m_baseline, {m_charts[0].wanted, m_charts[1].wanted}, options()});
}

void CurvesPanel::show(const LoadedCurves& curves)
{
    m_problem->setText(curves.problem);
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        Chart& chart = m_charts[i];
        QStringList names = curves.available;
        if (!names.contains(chart.wanted)) {
            names.prepend(chart.wanted);
        }
        QStringList present;
        for (int item = 0; item < chart.metric->count(); ++item) {
            present << chart.metric->itemData(item).toString();
        }
        if (names != present) {
            const QSignalBlocker blocker(chart.metric);
            chart.metric->clear();
            for (const QString& name : names) {
                chart.metric->addItem(metricTitle(name), name);
            }
        }
        chart.metric->setCurrentIndex(chart.metric->findData(chart.wanted));
        chart.view->setCurves(curves.curves[i], curves.metrics[int(i)], curves.options);
    }
    updateNotes();
    updateList();
    makeRoomForNames();
    Q_EMIT curvesShown();
}

/// What is set for both charts is seen in the bar; this is what a chart lacks.
QString CurvesPanel::noteOf(const Chart& chart) const
{
    const runs::CurveOptions now = options();
    const auto& curves = chart.view->curves();
    if (curves && !curves->empty()) {
        const auto leftOut = runs::leftOutNote(*curves);
        return chart.logarithmic->isChecked() && leftOut ? QString::fromStdString(*leftOut) : QString();
    }
    return m_runs.empty()       ? tr("Select runs above to see their curves.")
        : m_loader->isLoading() ? tr("Reading…")
        : now.series == runs::CurveSeries::heldOut
        ? tr("These runs were not evaluated on test rows during training (--eval_steps).")
        : now.axis == runs::CurveAxis::seconds ? tr("These runs have no times: an earlier version wrote them.")
                                               : tr("These runs have no such numbers yet.");
}

void CurvesPanel::updateNotes()
{
    for (const Chart& chart : m_charts) {
        chart.card->setTitle(metricTitle(chart.wanted));
        const QString meaning = QString::fromStdString(runs::metricInfo(chart.wanted.toStdString()).meaning);
        chart.metric->setToolTip(meaning.isEmpty() ? tr("What this chart shows") : meaning);
        const bool hasCurves = chart.view->curves() && !chart.view->curves()->empty();
        const QString text = noteOf(chart);
        chart.note->setText(hasCurves ? text : QString());
        chart.nothing->setText(hasCurves ? QString() : text);
        chart.nothing->setVisible(!hasCurves);
    }
}

void CurvesPanel::updateList()
{
    std::vector<runs::ChartCurves> charts;
    QStringList metrics;
    for (const Chart& chart : m_charts) {
        if (chart.view->curves()) {
            charts.push_back({chart.view->curves().get(), chart.wanted.toStdString()});
            metrics << metricTitle(chart.wanted);
        }
    }
    const CurvesView& first = *m_charts.front().view;
    const QString at = first.crosshairText();
    const QString heading = at.isEmpty() ? tr("latest") : at;
    const runs::CurveOptions now = options();
    const bool isSmoothed = now.smooths(now.series == runs::CurveSeries::heldOut);
    m_list->setRows(
        runs::curveRows(charts, first.crosshair()), isSmoothed ? tr("%1, smoothed").arg(heading) : heading, metrics);
}

/// The list is as wide as its names need, where the charts stay wider than it; unless someone chose its width.
void CurvesPanel::makeRoomForNames()
{
    if (m_isSplitterMoved || m_splitter->orientation() != Qt::Horizontal) {
        return;
    }
    const int most = std::max(listWidth, width() * 2 / 5);
    const int wanted = std::clamp(m_list->wantedWidth(), listWidth, most);
    if (wanted != m_list->width()) {
        m_splitter->setSizes({std::max(0, width() - wanted - m_splitter->handleWidth()), wanted});
    }
}

void CurvesPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const Qt::Orientation wanted = width() < roomBeside ? Qt::Vertical : Qt::Horizontal;
    if (wanted != m_splitter->orientation()) {
        m_splitter->setOrientation(wanted);
        m_splitter->setSizes(wanted == Qt::Vertical ? QList{400, listHeight} : QList{900, listWidth});
    }
    makeRoomForNames();
}

bool CurvesPanel::hasCurves() const
{
    for (const Chart& chart : m_charts) {
        if (chart.view->curves() && !chart.view->curves()->empty()) {
            return true;
        }
    }
    return false;
}

report::Figure CurvesPanel::figure() const
{
    return runs::besideEachOther(m_charts[0].view->figure(), m_charts[1].view->figure(), runs::notesOfRuns(m_runs));
}

Json CurvesPanel::state() const
{
    Json state;
    state["smoothing"] = m_smoothing->value();
    state["axis"] = m_axis->currentIndex();
    state["series"] = m_series->currentIndex();
    state["over_seeds"] = m_overSeeds->isChecked();
    state["minus_baseline"] = m_minusBaseline->isChecked();
    if (m_isSplitterMoved) {
        state["splitter"] = m_splitter->saveState().toBase64().toStdString();
    }
    for (const Chart& chart : m_charts) {
        state["metrics"].push_back(chart.wanted.toStdString());
        state["logarithmic"].push_back(chart.logarithmic->isChecked());
    }
    return state;
}

void CurvesPanel::restore(const Json& state)
{
    const QScopedValueRollback restoring(m_restoring, true);
    m_smoothing->setValue(state.value("smoothing", m_smoothing->value()));
    m_axis->setCurrentIndex(std::clamp(state.value("axis", 0), 0, m_axis->count() - 1));
    m_series->setCurrentIndex(std::clamp(state.value("series", 0), 0, m_series->count() - 1));
    m_overSeeds->setChecked(state.value("over_seeds", false));
    m_minusBaseline->setChecked(state.value("minus_baseline", false));
    m_isSplitterMoved = m_splitter->restoreState(
        QByteArray::fromBase64(QByteArray::fromStdString(state.value("splitter", std::string()))));
    m_splitter->setChildrenCollapsible(false);
    const Json metrics = state.value("metrics", Json::array());
    const Json logarithmic = state.value("logarithmic", Json::array());
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        if (i < metrics.size() && metrics[i].is_string()) {
            setMetric(int(i), QString::fromStdString(metrics[i].get<std::string>()));
        }
        if (i < logarithmic.size() && logarithmic[i].is_boolean()) {
            m_charts[i].logarithmic->setChecked(logarithmic[i].get<bool>());
        }
    }
    m_smoothingText->setText(QString::fromStdString(report::fixedText(options().smoothing, 2)));
    updateNotes();
}

} // namespace dpl::ui
