#pragma once

#include "base/json.hpp"
#include "inspection/inspection_columns.hpp"
#include "report/table.hpp"

#include <QSplitter>

#include <memory>
#include <optional>

namespace dpl::ui {

class ConversationCard;
class DistributionView;
class ItemList;
class RankingCard;
class ScatterCard;

/// Pairs and prompts with what models believe of their responses: list and scatter at the left, the conversation and
/// the reward distributions of the selected item at the right.
class ResponsesView : public QSplitter {
    Q_OBJECT

public:
    explicit ResponsesView(QWidget* parent = nullptr);

    void setColumns(std::shared_ptr<inspection::InspectionColumns> columns);
    const std::shared_ptr<inspection::InspectionColumns>& columns() const { return m_columns; }
    void selectLastOf(const QString& file); ///< the newest item of one of the open files
    void showAlpha(double alpha); ///< in the controls, before there are columns that it is of

    std::optional<std::size_t> item() const { return m_item; } ///< that is shown
    Json state() const; ///< alpha, axis and the places of the splitters
    void restore(const Json& state); ///< throws Error for what is not a state

    ItemList* list() const { return m_list; }
    ScatterCard* scatter() const { return m_scatter; }
    ConversationCard* conversation() const { return m_conversation; }
    DistributionView* distributions() const { return m_distributions; }
    RankingCard* ranking() const { return m_ranking; }

Q_SIGNALS:
    void itemShown(); ///< or that there is none
    void stateChanged();
    void failed(const QString& message);

private:
    void showItem();
    void showDistributions();
    void showScatter();
    void setAlpha(double alpha);

    std::shared_ptr<inspection::InspectionColumns> m_columns;
    std::optional<std::size_t> m_item;
    QSplitter* m_left = nullptr;
    QSplitter* m_right = nullptr;
    ItemList* m_list = nullptr;
    ScatterCard* m_scatter = nullptr;
    ConversationCard* m_conversation = nullptr;
    DistributionView* m_distributions = nullptr;
    RankingCard* m_ranking = nullptr;
};

} // namespace dpl::ui
