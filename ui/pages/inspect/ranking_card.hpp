#pragma once

#include "inspection/response_ranking.hpp"
#include "widgets/card.hpp"

class QTableView;

namespace dpl::ui {

class ReportTableModel;

/// All responses of a prompt as each model ranks them; there where they are more than two.
class RankingCard : public Card {
    Q_OBJECT

public:
    explicit RankingCard(QWidget* parent = nullptr);

    void setItem(const inspection::InspectionColumns& columns, std::size_t item);
    void clear();

    const report::Table& ranking() const;
    QTableView* table() const { return m_table; }

Q_SIGNALS:
    void responseChosen(std::size_t response); ///< by a click on its row, or the arrow keys

private:
    std::vector<std::size_t> m_responses; ///< of the rows
    ReportTableModel* m_model = nullptr;
    QTableView* m_table = nullptr;
};

} // namespace dpl::ui
