#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

class QComboBox;
class QGridLayout;

namespace dpl::ui {

/// Of models with several labels, which of them is the reward: a row for each. Hidden where there is nothing to choose.
class LabelChoices : public QWidget {
    Q_OBJECT

public:
    struct Model {
        QString folder; ///< by which it is told
        QString title;
        QStringList labels;
        QString chosen; ///< empty: none yet

        friend bool operator==(const Model&, const Model&) = default;
    };

    explicit LabelChoices(QWidget* parent = nullptr);

    void setModels(const QList<Model>& models);

    QComboBox* chooser(int model) const { return m_choosers[model]; }
    int count() const { return int(m_choosers.size()); }

Q_SIGNALS:
    void chosen(const QString& folder, const QString& label); ///< by the user

private:
    QGridLayout* m_rows = nullptr;
    QList<Model> m_models;
    QList<QComboBox*> m_choosers;
};

} // namespace dpl::ui
