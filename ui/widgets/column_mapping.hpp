#pragma once

#include "data/found_columns.hpp"

#include <QWidget>

#include <map>

class QComboBox;

namespace dpl::ui {

/// Which columns of a dataset are the prompt, chosen and rejected: what was found, to be set otherwise. Hidden where
/// there is nothing to choose.
class ColumnMapping : public QWidget {
    Q_OBJECT

public:
    explicit ColumnMapping(QWidget* parent = nullptr);

    void setColumns(const data::FoundColumns& found, const std::string& given); ///< `given`: the parameter
    void forget();

    QComboBox* chooser(data::ColumnRole role) const { return m_choosers.at(role); }

Q_SIGNALS:
    void chosen(const std::string& columns); ///< the parameter that says what was chosen

private:
    void tell();

    data::FoundColumns m_found;
    std::string m_given;
    std::map<data::ColumnRole, QComboBox*> m_choosers;
};

} // namespace dpl::ui
