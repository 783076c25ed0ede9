#pragma once

#include "report/figure.hpp"
#include "widgets/card.hpp"

#include <optional>

class QToolButton;

namespace dpl::ui {

class ClickableFigure;

/// A figure in a card with a button that exports it, or a sentence on what it needs.
class FigureCard : public Card {
    Q_OBJECT

public:
    /// `meaning` is the figure's accessible name, `exportText` the button's.
    FigureCard(const QString& title, const QString& meaning, const QString& exportText, QWidget* parent = nullptr);

    void setNeeds(const QString& sentence); ///< said without a figure
    void setFigure(const std::optional<report::Figure>& figure);
    void setHint(const QString& hint); ///< what a click does

Q_SIGNALS:
    void exportRequested();
    void clicked(int panel, double x, double y); ///< as of ClickableFigure

private:
    ClickableFigure* m_view = nullptr;
    QLabel* m_needs = nullptr;
    QToolButton* m_export = nullptr;
};

} // namespace dpl::ui
