#pragma once

#include "evaluation/remedies.hpp"
#include "widgets/card.hpp"

#include <vector>

class QGridLayout;

namespace dpl::ui {

/// What the tables lack, a row each: which cell, which file or run would fill it, and a button that does.
class MissingCard : public Card {
    Q_OBJECT

public:
    explicit MissingCard(QWidget* parent = nullptr);

    void setMissing(const std::vector<evaluation::Remedy>& missing);

Q_SIGNALS:
    void evaluationWanted(const dpl::evaluation::Remedy& remedy); ///< its checkpoint is there
    void trainingWanted(const dpl::evaluation::Remedy& remedy);

private:
    QWidget* m_rows = nullptr;
};

} // namespace dpl::ui
