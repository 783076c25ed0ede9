#pragma once

#include "base/json.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

class QLabel;
class QListView;

namespace dpl::ui {

class DatasetModel;
class Notice;

/// The datasets to choose from: what runs were trained on, and those that the user added.
class DatasetsCard : public Card {
    Q_OBJECT

public:
    explicit DatasetsCard(QWidget* parent = nullptr);

    DatasetModel* datasets() const { return m_datasets; }

    void setFound(const std::vector<evaluation::FoundDataset>& found); ///< beside the user's own
    void addDataset(const QString& path); ///< and checks it; what is wrong with it is said in the card

    void store(Json& json) const; ///< the user's own, and which are checked
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed(); ///< others are there, or are checked
    void fetchRequested();

private:
    void askForFolder();
    void askForFile();

    std::vector<evaluation::FoundDataset> m_own; ///< that the user added
    DatasetModel* m_datasets = nullptr;
    QLabel* m_empty = nullptr;
    QListView* m_list = nullptr;
    Notice* m_error = nullptr;
};

} // namespace dpl::ui
