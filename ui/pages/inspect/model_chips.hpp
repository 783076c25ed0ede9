#pragma once

#include "inspection/inspection.hpp"

#include <QStringList>
#include <QWidget>

#include <vector>

class QHBoxLayout;
class QMenu;
class QPushButton;

namespace dpl::ui {

class ModelChip;

/// The models of what is open, as chips in the colour of their heads: those that are shown side by side, each hidden by
/// a click, and a menu with all of them.
class ModelChips : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t most = 3; ///< shown side by side

    explicit ModelChips(QWidget* parent = nullptr);

    void setModels(const std::vector<inspection::InspectedModel>& models, const std::vector<std::size_t>& chosen);
    QStringList chosenNames() const { return m_names; }

    const QList<ModelChip*>& chips() const { return m_chips; } ///< of the models that are shown
    QMenu* menu() const;

Q_SIGNALS:
    void chosen(const std::vector<std::size_t>& models); ///< indices, by place

private:
    void toggle(std::size_t model);

    std::vector<std::size_t> m_chosen;
    QStringList m_names; ///< of the chosen models
    QList<ModelChip*> m_chips;
    QHBoxLayout* m_row = nullptr;
    QPushButton* m_all = nullptr;
};

} // namespace dpl::ui
