#pragma once

#include "report/figure.hpp"
#include "training/dataset_preview.hpp"
#include "widgets/card.hpp"

#include <memory>

namespace dpl::ui {

class FigureView;

/// How long the sides of a dataset's comparisons are, and how many comparisons are too long; not there without a
/// preview.
class LengthCard : public Card {
    Q_OBJECT

public:
    explicit LengthCard(QWidget* parent = nullptr);

    void setPreview(const std::shared_ptr<const training::DatasetPreview>& preview, std::int64_t maxLength);
    std::shared_ptr<const report::Figure> figure() const; ///< null without a preview

private:
    FigureView* m_view = nullptr;
};

} // namespace dpl::ui
