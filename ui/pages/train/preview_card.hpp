#pragma once

#include "training/dataset_preview.hpp"
#include "widgets/card.hpp"

#include <memory>

class QLabel;
class QSpinBox;
class QTextBrowser;
class QToolButton;

namespace dpl::ui {

/// Pairs of a preference dataset as they are trained on: what both sides have in common is dimmed.
class PreviewCard : public Card {
    Q_OBJECT

public:
    explicit PreviewCard(QWidget* parent = nullptr);

    void setPreview(std::shared_ptr<const training::DatasetPreview> preview); ///< null: none yet
    void setMessage(const QString& sentence); ///< in place of pairs: that it is being read, or why it cannot be

    int pairIndex() const;
    void showPair(int index);

protected:
    void changeEvent(QEvent* event) override;

private:
    std::shared_ptr<const training::DatasetPreview> m_preview;
    QLabel* m_facts = nullptr;
    QWidget* m_sides = nullptr;
    QTextBrowser* m_chosen = nullptr;
    QTextBrowser* m_rejected = nullptr;
    QSpinBox* m_number = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

} // namespace dpl::ui
