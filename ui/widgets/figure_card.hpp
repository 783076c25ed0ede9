#pragma once

#include "report/figure.hpp"
#include "widgets/card.hpp"

#include <memory>
#include <optional>

class QToolButton;

namespace dpl::ui {

class FigureView;

/// A figure in a card, in the colours of the theme, with a button that exports it; where there is none, a sentence on what it needs.
class FigureCard : public Card {
    Q_OBJECT

public:
    /// `shows`: what the figure shows, for accessibility; `exportText`: the export button's name.
    FigureCard(const QString& title, const QString& shows, const QString& exportText, int minimumHeight, QWidget* parent = nullptr);

    void setNothingText(const QString& text);
    void setFigure(const std::optional<report::Figure>& figure);

    FigureView* view() const { return m_view; }

Q_SIGNALS:
    void exportRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void followTheme();

    FigureView* m_view = nullptr;
    QLabel* m_nothing = nullptr;
    QToolButton* m_export = nullptr;
};

} // namespace dpl::ui
