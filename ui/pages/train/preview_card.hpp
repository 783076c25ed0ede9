#pragma once

#include "base/latest_request.hpp"
#include "training/dataset_preview.hpp"
#include "widgets/card.hpp"

#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QSpinBox;
class QTextEdit;
class QToolButton;

namespace dpl::ui {

class ColumnMapping;
class EmptyState;
class FittingText;
class NoticeRow;

/// The pairs of a preference dataset as they are trained on, any by its number or by its text: what both sides have in
/// common, dimmed, and below it how each goes on. Pairs are read in the background as they are looked at.
class PreviewCard : public Card {
    Q_OBJECT

public:
    explicit PreviewCard(QWidget* parent = nullptr);

    void setPreview(std::shared_ptr<const training::DatasetPreview> preview); ///< null: none yet
    // In place of pairs:
    void setMessage(const QString& sentence); ///< that it is being read
    void setProblem(const QString& sentence, bool canLookAgain = false); ///< why it cannot be
    void ask(const QString& button); ///< for what is missing

    ColumnMapping* columns() const { return m_columns; } ///< above the pairs, or what is said in their place

    qint64 pairIndex() const { return m_shown; } ///< of the pair that is shown, from 0
    void showPair(qint64 index); ///< when it is read
    void search(const QString& text); ///< and shows the next pair that has it; empty: all pairs

Q_SIGNALS:
    void buttonClicked();
    void lookAgainRequested();
    void pairShown();
    void searched(); ///< what was found is told

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeNavigation();
    void makePair();
    QTextEdit* addSide(QLayout* sides, const QString& title);
    const training::PreviewedPair* pairAt(qint64 index) const; ///< null: not read
    void draw(const training::PreviewedPair& pair);
    void tellFound(const QString& text);
    void found(std::vector<std::int64_t> matches);
    std::optional<qint64> neighbour(int direction) const; ///< the pair before or after, of those that match
    void updateNavigation();

    std::shared_ptr<const training::DatasetPreview> m_preview;
    std::vector<training::PreviewedPair> m_read; ///< pairs one after another, of which one is shown
    qint64 m_shown = 0;
    std::optional<std::vector<std::int64_t>> m_matches; ///< of the search; none: there is no search
    LatestRequest m_reading;
    LatestRequest m_searching;
    QTimer m_searchingSoon;

    ColumnMapping* m_columns = nullptr;
    EmptyState* m_empty = nullptr;
    QWidget* m_working = nullptr;
    QLabel* m_message = nullptr;
    NoticeRow* m_problem = nullptr;
    QAction* m_lookAgain = nullptr;
    QWidget* m_searchRow = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_found = nullptr;
    QLabel* m_facts = nullptr;
    FittingText* m_common = nullptr;
    QWidget* m_sides = nullptr;
    QTextEdit* m_chosen = nullptr;
    QTextEdit* m_rejected = nullptr;
    QSpinBox* m_number = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

} // namespace dpl::ui
