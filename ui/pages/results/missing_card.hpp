#pragma once

#include "evaluation/missing_work.hpp"
#include "widgets/card.hpp"

#include <vector>

class QPushButton;

namespace dpl::ui {

/// What the tables lack, a row each: which cell, which file or run would fill it, and a button that does.
class MissingCard : public Card {
    Q_OBJECT

public:
    explicit MissingCard(QWidget* parent = nullptr);

    void setMissing(std::vector<evaluation::MissingWork> missing);
    void setColumns(int columns); ///< that the rows are spread over

Q_SIGNALS:
    void evaluationWanted(const dpl::evaluation::MissingWork& remedy); ///< its checkpoint is there
    void trainingWanted(const dpl::evaluation::MissingWork& remedy);

private:
    void lay();
    void queueAll();
    QPushButton* makeButton(const evaluation::MissingWork& remedy);

    std::vector<evaluation::MissingWork> m_missing;
    QPushButton* m_all = nullptr; ///< where several can be queued
    int m_columns = 1;
    QWidget* m_rows = nullptr;
};

} // namespace dpl::ui
