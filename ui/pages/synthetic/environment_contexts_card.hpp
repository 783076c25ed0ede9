#pragma once

#include "models/hidden_contexts_model.hpp"
#include "widgets/card.hpp"

class QPushButton;
class QTableView;
class QToolButton;

namespace dpl::ui {

class EnvironmentDocument;

/// The list of an environment's hidden contexts, and what can be done with it.
class EnvironmentContextsCard : public Card {
    Q_OBJECT

public:
    explicit EnvironmentContextsCard(EnvironmentDocument& document, QWidget* parent = nullptr);

    int currentContext() const { return m_current; }
    void setCurrentContext(int context);

Q_SIGNALS:
    void currentContextChanged(int context);
    void rejected(const QString& reason);

private:
    QToolButton* addTool(const QString& iconName, const QString& name, const QString& toolTip,
        const QKeySequence& shortcut, void (EnvironmentContextsCard::*slot)());
    void makeTable();
    void refresh();

    void addContext();
    void duplicateContext();
    void removeContext();
    void moveUp();
    void moveDown();
    void moveBy(int rows);
    void normalise();
    void put(std::vector<synthetic::HiddenContext> contexts, const QString& what, int current);
    /// "context 3": the base with the first number from the given one on that no context has.
    QString unusedName(const QString& base, std::size_t number) const;

    EnvironmentDocument& m_document;
    HiddenContextsModel* m_model;
    QToolButton* m_add;
    QToolButton* m_duplicate;
    QToolButton* m_remove;
    QToolButton* m_up;
    QToolButton* m_down;
    QTableView* m_table;
    QPushButton* m_normalise;
    int m_current = 0;
};

} // namespace dpl::ui
