#pragma once

#include "pages/train/experiment.hpp"
#include "widgets/card.hpp"

class QPushButton;

namespace dpl::ui {

class FittingText;

/// The command that does what the page would queue, to be copied.
class CommandCard : public Card {
    Q_OBJECT

public:
    explicit CommandCard(QWidget* parent = nullptr);

    void setExperiment(const Experiment& experiment);
    void copy(); ///< with the file that the command reads

Q_SIGNALS:
    void copied(const QString& outcome); ///< that it is on the clipboard, or why it is not

private:
    Experiment m_experiment;
    FittingText* m_text = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace dpl::ui
