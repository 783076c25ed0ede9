#include "pages/inspect/responses_view.hpp"

#include "base/error.hpp"
#include "inspection/alpha_scale.hpp"
#include "pages/inspect/conversation_card.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/ranking_card.hpp"
#include "pages/inspect/scatter_card.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

Json stateOf(const QSplitter& splitter)
{
    return Json(splitter.saveState().toBase64().toStdString());
}

void restoreSplitter(QSplitter& splitter, const JsonObject& json, const char* key)
{
    splitter.restoreState(QByteArray::fromBase64(QByteArray::fromStdString(json.string(key, ""))));
    splitter.setChildrenCollapsible(false);
}

} // namespace

ResponsesView::ResponsesView(QWidget* parent) : QSplitter(Qt::Horizontal, parent)
{
    m_list = new ItemList;
    m_scatter = new ScatterCard;
    m_conversation = new ConversationCard;
    m_conversation->setMinimumHeight(140);
    m_distributions = new DistributionView;
    m_ranking = new RankingCard;
    m_left = new QSplitter(Qt::Vertical);
    m_left->addWidget(m_list);
    m_left->addWidget(m_scatter);
    m_left->setStretchFactor(0, 3);
    m_left->setStretchFactor(1, 2);
    m_right = new QSplitter(Qt::Vertical);
    m_right->addWidget(m_conversation);
    m_right->addWidget(m_distributions);
    m_right->addWidget(m_ranking);
    m_right->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 1);
    m_right->setStretchFactor(2, 1);
    m_right->setSizes({320, 380, 160});
    addWidget(m_left);
    addWidget(m_right);
    setStretchFactor(0, 2);
    setStretchFactor(1, 3);
    setSizes({430, 640});
    for (QSplitter* splitter : {m_left, m_right, static_cast<QSplitter*>(this)}) {
        splitter->setHandleWidth(12);
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, &ResponsesView::stateChanged);
    }

    connect(m_list, &ItemList::selectionChanged, this, [this] {
        if (m_columns && m_list->selected() != m_item) {
            m_item = m_list->selected();
            showItem();
            m_scatter->setSelected(*m_columns, m_list->place(), m_item);
        }
    });
    connect(m_list, &ItemList::itemsChanged, this, [this] {
        if (m_list->items().empty() && m_item) {
            m_item.reset();
            showItem();
        }
        showScatter();
    });
    connect(m_list, &ItemList::placeChanged, this, &ResponsesView::showScatter);
    connect(m_scatter, &ScatterCard::clicked, m_list, &ItemList::select);
    connect(m_conversation, &ConversationCard::responsesChosen, this, &ResponsesView::showDistributions);
    connect(m_ranking, &RankingCard::responseChosen, m_conversation, &ConversationCard::showFirst);
    connect(m_distributions, &DistributionView::alphaChanged, this, &ResponsesView::setAlpha);
    connect(m_distributions, &DistributionView::axisChanged, this, [this] {
        showDistributions();
        Q_EMIT stateChanged();
    });
}

void ResponsesView::setColumns(std::shared_ptr<inspection::InspectionColumns> columns)
{
    m_columns = std::move(columns);
    m_columns->setAlpha(m_distributions->alpha());
    m_item.reset();
    m_list->setColumns(m_columns);
    m_item = m_list->selected();
    showItem();
    showScatter();
}

void ResponsesView::showAlpha(double alpha)
{
    m_distributions->setAlpha(alpha);
}

void ResponsesView::selectLastOf(const QString& file)
{
    const auto& inspection = m_columns->inspection();
    for (std::size_t i = inspection.size(); i-- > 0;) {
        if (inspection.files()[inspection.item(i).file] == file.toStdString()) {
            m_list->select(i);
            return;
        }
    }
}

void ResponsesView::showItem()
{
    if (m_item) {
        try {
            m_conversation->setItem(m_columns->inspection(), *m_item);
        } catch (const Error& error) {
            Q_EMIT failed(QString::fromUtf8(error.what()));
        }
        showDistributions();
    } else {
        m_conversation->clear();
        m_distributions->clear();
        m_ranking->clear();
    }
    Q_EMIT itemShown();
}

void ResponsesView::showDistributions()
{
    if (m_columns && m_item) {
        m_distributions->setItem(*m_columns, *m_item, m_conversation->first(), m_conversation->second());
        m_ranking->setItem(*m_columns, *m_item);
    }
}

void ResponsesView::showScatter()
{
    if (!m_columns || m_columns->models().empty()) {
        m_scatter->clear();
    } else {
        m_scatter->setItems(*m_columns, m_list->place(), m_list->items(), m_item);
    }
}

void ResponsesView::setAlpha(double alpha)
{
    if (m_columns) {
        m_columns->setAlpha(alpha);
        m_list->followAlpha();
        showDistributions();
    }
    Q_EMIT stateChanged();
}

Json ResponsesView::state() const
{
    return {{"alpha", m_distributions->alpha()},
        {"standardised", m_distributions->axis() == inspection::UtilityAxis::standardised}, {"columns", stateOf(*this)},
        {"left", stateOf(*m_left)}, {"right", stateOf(*m_right)}};
}

void ResponsesView::restore(const Json& state)
{
    const JsonObject json(state, "settings");
    m_distributions->setAlpha(
        std::clamp(json.number("alpha", 0.01), inspection::lowestAlpha, inspection::highestAlpha));
    m_distributions->setAxis(
        json.boolean("standardised", false) ? inspection::UtilityAxis::standardised : inspection::UtilityAxis::own);
    restoreSplitter(*this, json, "columns");
    restoreSplitter(*m_left, json, "left");
    restoreSplitter(*m_right, json, "right");
}

} // namespace dpl::ui
