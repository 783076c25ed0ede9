#pragma once

#include "report/figure.hpp"
#include "widgets/card.hpp"

#include <optional>

class QToolButton;

namespace dpl::ui {

class FigureView;

/// A figure in a card with a button that exports it, or a sentence on what it needs.
class FigureCard : public Card {
    Q_OBJECT

public:
    /// `meaning` is the figure's accessible name, `exportText` the button's.
    FigureCard(const QString& title, const QString& meaning, const QString& exportText, QWidget* parent = nullptr);

    void setNeeds(const QString& sentence); ///< said without a figure
    void setFigure(const std::optional<report::Figure>& figure);

Q_SIGNALS:
    void exportRequested();

private:
    FigureView* m_view = nullptr;
    QLabel* m_needs = nullptr;
    QToolButton* m_export = nullptr;
};

} // namespace dpl::ui
